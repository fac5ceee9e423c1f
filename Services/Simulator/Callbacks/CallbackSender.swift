import JSON
import Logging
import Models
import ServiceKit

/// Tells merchants what became of their charges, as well or as badly as the behaviour says.
final class CallbackSender: Worker {
    let name = "callbacks"
    private let client: CurlClient
    private let signature: MessageSignature
    private let behaviour: BehaviourBox
    private let logger: Logger
    private let jobs: AsyncStream<Job>
    private let queue: AsyncStream<Job>.Continuation

    private struct Job: Sendable {
        let pauseMilliseconds: Int
        let work: @Sendable () async throws -> Void
    }

    private static let queueMax = 16_384
    private static let runningMax = 1024
    private static let attemptsMax = 6

    init(client: CurlClient, signature: MessageSignature, behaviour: BehaviourBox, logger: Logger) {
        self.client = client
        self.signature = signature
        self.behaviour = behaviour
        self.logger = logger
        (jobs, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.queueMax))
    }

    /// Callbacks may get lost, so a full queue or a restart may lose them too.
    func tell(_ charge: Charge, fate: Behaviour.Fate) {
        guard let url = charge.callbackURL, !fate.losesCallback else { return }
        let current = behaviour.current
        let pause = current.callbackPauseMilliseconds(sequence: charge.sequence)
        for _ in 0..<(current.callbackTwice ? 2 : 1) {
            later(afterMilliseconds: pause) { try await self.deliver(charge, to: url) }
        }
    }

    func later(afterMilliseconds pause: Int, _ work: @escaping @Sendable () async throws -> Void) {
        queue.yield(Job(pauseMilliseconds: pause, work: work))
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await job in jobs {
                if running == Self.runningMax { await group.next() } else { running += 1 }
                group.addTask { await self.perform(job) }
            }
            group.cancelAll()
        }
    }

    private func perform(_ job: Job) async {
        do {
            try await Task.sleep(for: .milliseconds(job.pauseMilliseconds))
            try await job.work()
        } catch is CancellationError {
            return
        } catch {
            logger.warning("callback failed", metadata: ["cause": "\(error)"])
        }
    }

    /// Anything but a 2xx is tried again, a second later and then at doubling intervals.
    private func deliver(_ charge: Charge, to url: String) async throws {
        let body = JSON.encode(ChargeView(charge))
        for attempt in 1...Self.attemptsMax {
            let header = signature.signing("POST", Self.path(of: url), body: body, at: .now)
            let headers = [("content-type", "application/json"), (MessageSignature.header, header)]
            let answer = try? await client.send(.post, url, headers: headers, body: body, timeoutSeconds: 5)
            if let answer, (200..<300).contains(answer.status) { return }
            try await Task.sleep(for: .seconds(1 << (attempt - 1)))
        }
    }

    /// What stands behind scheme and authority.
    static func path(of url: String) -> String {
        let afterScheme = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return afterScheme.firstIndex(of: "/").map { String(afterScheme[$0...].prefix { $0 != "?" }) } ?? "/"
    }
}
