import Logging
import ServiceKit
import Synchronization
import TestSupport
import Testing

@Suite("A wake signal", .timeLimit(.minutes(5)))
struct WakeSignalTests {
    @Test("is kept when nobody sleeps yet")
    func keepsWake() async {
        let signal = WakeSignal()
        signal.wake()
        let start = ContinuousClock.now

        await signal.wait(forSeconds: 30)

        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("forgets none of several sleepers")
    func wakesAll() async {
        let signal = WakeSignal()

        await withTaskGroup { group in
            for _ in 0..<3 { group.addTask { await signal.wait(forSeconds: 3600) } }
            group.addTask {
                while (try? await Task.sleep(for: .milliseconds(1))) != nil { signal.wake() }
            }
            for _ in 0..<3 { await group.next() }
            group.cancelAll()
        }
    }

    @Test("lets the sleeper go when the time is over or its task is cancelled")
    func endsOtherwise() async {
        let signal = WakeSignal()

        await signal.wait(forSeconds: 0.01)
        let sleeper = Task { await signal.wait(forSeconds: 3600) }
        sleeper.cancel()

        await sleeper.value
    }

    @Test("loses no wake however the two meet")
    func losesNothing() async {
        let signal = WakeSignal()

        for _ in 0..<2000 {
            async let slept: Void = signal.wait(forSeconds: 3600)
            signal.wake()
            await slept
        }
    }
}

@Suite("A polling worker", .timeLimit(.minutes(5)))
struct PollingWorkerTests {
    @Test("goes on at once while there is work, then waits to be woken")
    func worksOff() async throws {
        let left = Atomic(100)
        let passes = Atomic(0)
        let wake = WakeSignal()
        let worker = PollingWorker(name: "test", everySeconds: 3600, wake: wake, logger: .silent) {
            passes.add(1, ordering: .relaxed)
            guard left.load(ordering: .relaxed) > 0 else { return false }
            left.subtract(1, ordering: .relaxed)
            return true
        }

        let task = Task { try await worker.run() }
        try await eventually { passes.load(ordering: .relaxed) == 101 }
        left.add(1, ordering: .relaxed)
        wake.wake()
        try await eventually { passes.load(ordering: .relaxed) == 103 }
        task.cancel()

        try await task.value
    }

    @Test("tries again after an error")
    func survivesErrors() async throws {
        struct Failure: Error {}
        let passes = Atomic(0)
        let worker = PollingWorker(name: "test", everySeconds: 3600, logger: .silent) {
            if passes.add(1, ordering: .relaxed).newValue < 3 { throw Failure() }
            return false
        }

        let task = Task { try await worker.run() }
        try await eventually { passes.load(ordering: .relaxed) == 3 }
        task.cancel()

        try await task.value
    }
}
