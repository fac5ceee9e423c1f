import Synchronization

/// Lets one sleeper wait for work or for a time, whichever comes first. A wake while nobody sleeps is kept, so that
/// work announced between a look and a sleep is never missed.
public final class WakeSignal: Sendable {
    private struct State {
        var isPending = false
        var sleeperID: UInt64 = 0
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    public init() {}

    public func wake() {
        let sleeper = state.withLock { state in
            defer { state.sleeper = nil }
            state.isPending = state.sleeper == nil
            return state.sleeper
        }
        sleeper?.resume()
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
            state.sleeperID &+= 1
            return state.sleeperID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    guard !state.isPending, !Task.isCancelled else {
                        state.isPending = false
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            stopSleeping(id)
        }
    }

    private func stopSleeping(_ id: UInt64) {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.sleeperID == id else { return nil }
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}
