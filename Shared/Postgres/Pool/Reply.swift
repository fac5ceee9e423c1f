import Synchronization

/// One caller's wait for one answer, resumed exactly once: by the answer, by a failure, or by the caller's own
/// cancellation while the work is still queued.
final class Reply<Value: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Value, any Error>)
        /// A thread works on it; cancellation no longer changes anything.
        case claimed(CheckedContinuation<Value, any Error>)
        case over
    }

    private let state = Mutex(State.new)

    /// Waits for the answer to what `enqueue` queues.
    func value(enqueue: () throws -> Void) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard begin(continuation) else { return continuation.resume(throwing: CancellationError()) }
                do {
                    try enqueue()
                } catch {
                    fail(error)
                }
            }
        } onCancel: {
            cancel()
        }
    }

    private func begin(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
        state.withLock { state in
            guard case .new = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }

    /// False when the caller has gone and the work should be dropped. Claiming again, for a retry, is fine.
    func claim() -> Bool {
        state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .claimed(continuation)
                return true
            case .claimed:
                return true
            case .new, .over:
                return false
            }
        }
    }

    func succeed(_ value: sending Value) { end()?.resume(returning: value) }

    func fail(_ error: any Error) { end()?.resume(throwing: error) }

    private func end() -> CheckedContinuation<Value, any Error>? {
        state.withLock { state in
            defer { state = .over }
            return switch state {
            case .waiting(let continuation), .claimed(let continuation): continuation
            case .new, .over: nil
            }
        }
    }

    private func cancel() {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .new:
                state = .over
                return nil
            case .waiting(let continuation):
                state = .over
                return continuation
            case .claimed, .over:
                return nil
            }
        }
        continuation?.resume(throwing: CancellationError())
    }
}
