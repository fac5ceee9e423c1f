import Synchronization

extension ServiceClient {
    /// Tries the call until it is answered or not worth another try.
    func perform(_ call: PeerCall, context: CallContext) async throws -> PeerResponse {
        safeguards.withLock { $0.budget.recordCall(at: .now) }
        var openOutcome: PeerError?
        var failures = 0
        while true {
            do {
                return try await attempt(call, context: context)
            } catch let error as PeerError {
                failures += 1
                // Once an attempt may have had an effect, later attempts that surely had none don't change that.
                openOutcome = openOutcome ?? (error.mayHaveTakenEffect ? error : nil)
                guard let delay = retryDelay(after: error, failures: failures, call: call, context: context) else {
                    throw openOutcome ?? error
                }
                try await Task.sleep(for: .seconds(delay))
            }
        }
    }

    /// Nil when the call must not or need not be tried again.
    private func retryDelay(after error: PeerError, failures: Int, call: PeerCall, context: CallContext) -> Double? {
        guard call.isIdempotent, error.isWorthRetrying, failures < call.attemptsMax else { return nil }
        let delay = max(policy.backoff.delaySeconds(afterFailures: failures), error.retryAfterSeconds)
        guard delay < context.deadline.remainingSeconds else { return nil }
        return safeguards.withLock { $0.budget.takeRetry(at: .now) } ? delay : nil
    }

    private func attempt(_ call: PeerCall, context: CallContext) async throws -> PeerResponse {
        let seconds = min(context.deadline.remainingSeconds, attemptSecondsMax(of: call))
        guard seconds > 0 else { throw PeerError.timeout(peer) }
        guard safeguards.withLock({ $0.breaker.admit(at: .now) }) else { throw PeerError.circuitOpen(peer) }
        do {
            let answer = try await exchange(call, context: context, timeoutSeconds: seconds)
            if let error = PeerError(answer, peer: peer, call: call) { throw error }
            return PeerResponse(peer: peer, answer: answer)
        } catch let error as HTTPCallError {
            throw PeerError(error, peer: peer, call: call)
        }
    }

    /// Alone, or with others that are made at the same moment. A call that has little time left goes alone: of a peer that
    /// falls silent it would hear when the others do.
    private func exchange(_ call: PeerCall, context: CallContext, timeoutSeconds: Double) async throws -> HTTPAnswer {
        guard let gathering, call.mayTravelTogether, timeoutSeconds >= policy.attemptTimeoutSeconds / 2 else {
            return try await ask(call, context: context, timeoutSeconds: timeoutSeconds)
        }
        let traveller = CallGathering.Traveller(call: call, context: context, timeoutSeconds: timeoutSeconds)
        return try await gathering.go(traveller, by: askTogether)
    }

    /// One request over the wire, and what it says of the peer's health.
    func ask(_ call: PeerCall, context: CallContext, timeoutSeconds: Double) async throws -> HTTPAnswer {
        do {
            let answer = try await askReplica(call, context: context, timeoutSeconds: timeoutSeconds)
            record(.success)
            return answer
        } catch let error as HTTPCallError {
            record(Self.verdict(on: error, timeoutSeconds: timeoutSeconds))
            throw error
        } catch {
            record(.abandoned)
            throw error
        }
    }

    /// One replica after the other until one takes the connection: as long as nothing was sent, asking elsewhere is no
    /// second try.
    private func askReplica(_ call: PeerCall, context: CallContext, timeoutSeconds: Double) async throws -> HTTPAnswer {
        let limit = ContinuousClock.now + .seconds(timeoutSeconds)
        var refusal = HTTPCallError.unreachable("no address is known")
        for url in addresses.turn() {
            let seconds = (limit - .now) / .seconds(1)
            guard seconds > 0 else { break }
            do {
                return try await transport.send(httpCall(call, at: url, context: context, timeoutSeconds: seconds))
            } catch let error as HTTPCallError {
                guard error.surelySentNothing else { throw error }
                addresses.refused(url)
                refusal = error
            }
        }
        throw refusal
    }

    /// A call that is tried once may take all the time there is: cutting it short would only leave its outcome open.
    private func attemptSecondsMax(of call: PeerCall) -> Double {
        call.isIdempotent && call.attemptsMax > 1 ? policy.attemptTimeoutSeconds : .infinity
    }

    private func record(_ result: CircuitBreaker.Result) {
        safeguards.withLock { $0.breaker.record(result, at: .now) }
    }

    /// A peer that is not given half a second says nothing about its health by not answering.
    private static func verdict(on error: HTTPCallError, timeoutSeconds: Double) -> CircuitBreaker.Result {
        switch error {
        case .timeout: timeoutSeconds >= 0.5 ? .failure : .abandoned
        case .unreachable, .answerLost: .failure
        case .answerTooLarge: .success
        case .invalidCall, .closed: .abandoned
        }
    }

    private func httpCall(
        _ call: PeerCall,
        at baseURL: String,
        context: CallContext,
        timeoutSeconds: Double
    ) throws -> HTTPCall {
        let own = [
            ("authorization", "Bearer \(try token())"),
            ("traceparent", "\(context.trace.child())"),
            ("emporia-request-id", context.requestID),
            ("emporia-deadline-ms", "\(Int(timeoutSeconds * 1000))"),
        ]
        var request = HTTPCall(
            call.method,
            baseURL + call.path,
            headers: own + call.headers,
            body: call.body,
            timeoutSeconds: timeoutSeconds,
            mayRepeat: call.isIdempotent
        )
        request.takeText = call.takeText
        return request
    }
}

extension HTTPCallError {
    fileprivate var surelySentNothing: Bool {
        switch self {
        case .unreachable, .timeout(sent: false): true
        case .timeout(sent: true), .answerLost, .answerTooLarge, .invalidCall, .closed: false
        }
    }
}
