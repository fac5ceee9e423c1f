import JSON

extension ServiceClient {
    /// Several calls as one request; each is told what became of itself, or all of them why nobody knows.
    func askTogether(_ travellers: [CallGathering.Traveller]) async -> [Result<HTTPAnswer, any Error>] {
        if travellers.count == 1 { return [await askAlone(travellers[0])] }
        let batch = PeerCall(
            method: .post,
            path: BatchRoute.path,
            headers: [("content-type", "application/json")],
            body: JSON.encode(Batch(travellers.map(BatchedCall.init))),
            // As each of them is.
            isIdempotent: true,
            attemptsMax: 1
        )
        do {
            let seconds = travellers.map(\.timeoutSeconds).max() ?? 0
            let answer = try await ask(batch, context: travellers[0].context, timeoutSeconds: seconds)
            switch answer.status {
            case 200: return try answers(in: answer, to: travellers)
            case 408, 429, 500...: return travellers.map { _ in .success(answer) }
            // Such as a release that knows no batches, or not this form of them. None of the calls has been begun.
            default: return await askEachAlone(travellers)
            }
        } catch {
            return travellers.map { _ in .failure(error) }
        }
    }

    private func answers(
        in answer: HTTPAnswer,
        to travellers: [CallGathering.Traveller]
    ) throws -> [Result<HTTPAnswer, any Error>] {
        let batch = try? JSON.decode(Batch<BatchedAnswer>.self, from: answer.body, allowingUnknown: true)
        let answers = batch?.items ?? []
        guard answers.count == travellers.count else {
            throw HTTPCallError.answerLost("\(answers.count) answers to \(travellers.count) calls")
        }
        return answers.map { .success(HTTPAnswer($0)) }
    }

    private func askEachAlone(_ travellers: [CallGathering.Traveller]) async -> [Result<HTTPAnswer, any Error>] {
        await withTaskGroup(of: (Int, Result<HTTPAnswer, any Error>).self) { group in
            for (place, traveller) in travellers.enumerated() {
                group.addTask { (place, await self.askAlone(traveller)) }
            }
            let answers = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return travellers.indices.compactMap { answers[$0] }
        }
    }

    private func askAlone(_ traveller: CallGathering.Traveller) async -> Result<HTTPAnswer, any Error> {
        do {
            return .success(
                try await ask(traveller.call, context: traveller.context, timeoutSeconds: traveller.timeoutSeconds)
            )
        } catch {
            return .failure(error)
        }
    }
}

extension BatchedCall {
    fileprivate init(_ traveller: CallGathering.Traveller) {
        self.init(
            method: traveller.call.method,
            path: traveller.call.path,
            requestID: traveller.context.requestID,
            trace: traveller.context.trace.child(),
            deadlineMilliseconds: Int(traveller.timeoutSeconds * 1000),
            body: traveller.call.body
        )
    }
}

extension HTTPAnswer {
    fileprivate init(_ answer: BatchedAnswer) {
        self.init(
            status: answer.status,
            headers: answer.retryAfterSeconds.map { [("retry-after", "\($0)")] } ?? [],
            body: answer.body
        )
    }
}
