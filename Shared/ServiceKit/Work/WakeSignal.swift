import Synchronization

/// Lets workers wait for work or for a time, whichever comes first. A wake goes to all who sleep; while nobody does it
/// is kept, so that work announced between a look and a sleep is never missed.
public final class WakeSignal: Sendable {
    private struct State {
        var isPending = false
        var lastID: UInt64 = 0
        var sleepers: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func wake() {
        let sleepers = state.withLock { state in
            defer { state.sleepers = [:] }
            state.isPending = state.sleepers.isEmpty
            return state.sleepers
        }
        for sleeper in sleepers.values { sleeper.resume() }
    }

    /// Returns on a wake, after the time, or when the task is cancelled.
    public func wait(forSeconds seconds: Double) async {
        guard !takePending() else { return }
        await withTaskGroup { group in
            group.addTask { await self.sleep() }
            group.addTask { try? await Task.sleep(for: .seconds(max(seconds, 0))) }
            await group.next()
            group.cancelAll()
        }
    }

    private func takePending() -> Bool {
        state.withLock { state in
            defer { state.isPending = false }
            return state.isPending
        }
    }

    private func sleep() async {
        let id = state.withLock { state in
            state.lastID &+= 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    guard !state.isPending, !Task.isCancelled else {
                        state.isPending = false
                        return true
                    }
                    state.sleepers[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            stopSleeping(id)
        }
    }

    private func stopSleeping(_ id: UInt64) {
        state.withLock { $0.sleepers.removeValue(forKey: id) }?.resume()
    }
}
