import Synchronization

/// Calls to one peer that are made at the same moment go out together.
///
/// No call waits for others to come: whoever is first leaves behind all work that could run already, such as the orders
/// that one commit has begun, each about to make the same call.
final class CallGathering: Sendable {
    /// A call that has been let out, with the seconds it may take.
    struct Traveller: Sendable {
        let call: PeerCall
        let context: CallContext
        let timeoutSeconds: Double
    }

    typealias Send = @Sendable ([Traveller]) async -> [Result<HTTPAnswer, any Error>]

    private struct Waiting {
        let traveller: Traveller
        let answer: CheckedContinuation<HTTPAnswer, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isLeaving = false
    }

    private let countMax: Int
    private let state = Mutex(State())

    init(countMax: Int) { self.countMax = countMax }

    /// - Parameter send: Answers each; given one or several.
    /// - Throws: what became of this call. Whoever is cancelled still waits for it, for as long as the call may take.
    func go(_ traveller: Traveller, by send: @escaping Send) async throws -> HTTPAnswer {
        try await withCheckedThrowingContinuation { answer in
            let isFirst = state.withLock { state in
                state.waiting.append(Waiting(traveller: traveller, answer: answer))
                defer { state.isLeaving = true }
                return !state.isLeaving
            }
            guard isFirst else { return }
            Task {
                await Task.yield()
                await self.leave(by: send)
            }
        }
    }

    private func leave(by send: @escaping Send) async {
        let (leaving, others) = state.withLock { state in
            let leaving = state.waiting.prefix(countMax)
            state.waiting.removeFirst(leaving.count)
            state.isLeaving = !state.waiting.isEmpty
            return (leaving, state.isLeaving)
        }
        if others { Task { await self.leave(by: send) } }
        let answers = await send(leaving.map(\.traveller))
        for (waiting, answer) in zip(leaving, answers) { waiting.answer.resume(with: answer) }
    }
}
