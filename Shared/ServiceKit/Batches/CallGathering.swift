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

    typealias Answer = Result<HTTPAnswer, any Error>
    typealias Send = @Sendable (Party) async -> Void

    fileprivate struct Waiting {
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

    /// - Parameter send: Answers each of a party, one or several.
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
            let leaving = Array(state.waiting.prefix(countMax))
            state.waiting.removeFirst(leaving.count)
            state.isLeaving = !state.waiting.isEmpty
            return (leaving, state.isLeaving)
        }
        if others { Task { await self.leave(by: send) } }
        let party = Party(leaving)
        await send(party)
        party.answerRest(.failure(HTTPCallError.answerLost("no answer to this call")))
    }
}

extension CallGathering {
    /// Calls that left together. Each hears its first answer, when that comes.
    final class Party: Sendable {
        let travellers: [Traveller]
        private let waiting: Mutex<[CheckedContinuation<HTTPAnswer, any Error>?]>

        fileprivate init(_ leaving: [Waiting]) {
            travellers = leaving.map(\.traveller)
            waiting = Mutex(leaving.map(\.answer))
        }

        /// An answer to nobody, or to somebody who has one, changes nothing.
        func answer(_ place: Int, _ answer: Answer) {
            guard travellers.indices.contains(place) else { return }
            waiting.withLock { waiting in
                defer { waiting[place] = nil }
                return waiting[place]
            }?.resume(with: answer)
        }

        /// The same to all who have none.
        func answerRest(_ answer: Answer) {
            for place in travellers.indices { self.answer(place, answer) }
        }
    }
}
