import Synchronization

/// When a writer's next batch may begin, where its items are the beginning of longer work: when all that the last one began
/// has ended, but no later than `longest` after that one was taken.
///
/// Who begins together meets again at every later commit, here and at other services, and shares each of them. Without it the
/// next batch begins as soon as the last has committed, and soon everybody travels alone.
public final class BatchPace: Sendable {
    private struct State {
        var number = 0
        var underWay = 0
        var due = ContinuousClock.now
        var waiting: (@Sendable () -> Void)?
    }

    private let longest: Duration
    private let state = Mutex(State())

    public init(longest: Duration) {
        self.longest = longest
    }

    /// A batch has been taken that begins so many pieces of work.
    func begin(_ count: Int) -> BatchMembership {
        state.withLock { state in
            state.number += 1
            state.underWay = count
            state.due = .now + longest
            return BatchMembership(pace: self, number: state.number)
        }
    }

    /// For a member of an earlier batch than the last nobody waits any more.
    fileprivate func end(_ number: Int) {
        let start: (@Sendable () -> Void)? = state.withLock { state in
            guard number == state.number else { return nil }
            state.underWay -= 1
            return state.underWay > 0 ? nil : state.waiting.take()
        }
        start?()
    }

    /// Calls `start` once, now or when it may; a writer asks for one start at a time.
    func whenDue(_ start: @escaping @Sendable () -> Void) {
        let (number, due): (Int, ContinuousClock.Instant?) = state.withLock { state in
            guard state.underWay > 0, state.due > .now else { return (state.number, nil) }
            state.waiting = start
            return (state.number, state.due)
        }
        guard let due else { return start() }
        Task {
            try? await Task.sleep(until: due, tolerance: .zero, clock: .continuous)
            state.withLock { $0.number == number ? $0.waiting.take() : nil }?()
        }
    }
}

/// A piece of the work that a batch began. It must be ended once, however it went.
public struct BatchMembership: Sendable {
    fileprivate let pace: BatchPace
    fileprivate let number: Int

    public func end() { pace.end(number) }
}
