import JSON
import Synchronization

/// The answers to a batch, as they come to be: those of one moment together, none waiting for another.
final class AnswerSheet: Sendable {
    private struct State {
        /// Encoded, and not taken yet.
        var bytes: [UInt8] = []
        var missing: Set<Int>
    }

    private let state: Mutex<State>
    private let (news, told) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(count: Int) { state = Mutex(State(missing: Set(0..<count))) }

    /// The first answer to a call counts.
    func add(_ answer: BatchedAnswer) {
        let text = JSONSequence.text(answer)
        let isLast = state.withLock { state in
            guard state.missing.remove(answer.place) != nil else { return false }
            state.bytes += text
            return state.missing.isEmpty
        }
        told.yield()
        if isLast { told.finish() }
    }

    /// What has been added since the last time; nil when there will be no more. For one reader.
    func next() async -> [UInt8]? {
        for await _ in news {
            // Others that the same commit has answered are about to be added.
            await Task.yield()
            if let bytes = take() { return bytes }
        }
        return take()
    }

    /// Whether everything has been added and taken.
    var isDone: Bool { state.withLock { $0.missing.isEmpty && $0.bytes.isEmpty } }

    private func take() -> [UInt8]? {
        state.withLock { state in
            defer { state.bytes = [] }
            return state.bytes.isEmpty ? nil : state.bytes
        }
    }
}
