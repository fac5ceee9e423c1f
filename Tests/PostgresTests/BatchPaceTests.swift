import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite("A batch writer with a pace")
struct BatchPaceTests {
    private let starts = Counter()

    private func ask(_ pace: BatchPace) { pace.whenDue { starts.increment() } }

    @Test("begins at once when nothing is under way")
    func idle() {
        let pace = BatchPace(longest: .seconds(3600))
        ask(pace)
        #expect(starts.value == 1)

        _ = pace.begin(0)
        ask(pace)
        #expect(starts.value == 2)
    }

    @Test("begins when all that the last batch began has ended, whatever became of those before it")
    func ended() {
        let pace = BatchPace(longest: .seconds(3600))
        let earlier = pace.begin(1)
        let last = pace.begin(2)
        ask(pace)

        earlier.end()
        last.end()
        #expect(starts.value == 0)

        last.end()
        #expect(starts.value == 1)
        ask(pace)
        #expect(starts.value == 2)
    }

    @Test("begins in the end though something never ends, and once")
    func overdue() async throws {
        let pace = BatchPace(longest: .milliseconds(20))
        let member = pace.begin(2)
        ask(pace)

        try await eventually("begun") { starts.value == 1 }
        member.end()
        member.end()
        #expect(starts.value == 1)
        ask(pace)
        #expect(starts.value == 2)
    }

    @Test("sends all together who came while others were under way, and waits for none that failed")
    func together() async throws {
        try await TestPostgres.shared().withDatabase { database in
            let batches = Mutex<[[Int]]>([])
            let writer = BatchWriter<Int, Int>(database, name: "paced", pace: BatchPace(longest: .seconds(3600))) {
                items,
                session in
                guard !items.contains(-1) else { throw Failure() }
                try session.run("SELECT 1")
                batches.withLock { $0.append(items.sorted()) }
                return items.map { .success($0) }
            }
            await #expect(throws: Failure.self) { try await writer.begin(-1) }
            let (first, membership) = try await writer.begin(0)
            #expect(first == 0)

            try await withThrowingTaskGroup { group in
                for number in 1...5 {
                    group.addTask {
                        let (_, membership) = try await writer.begin(number)
                        membership?.end()
                    }
                }
                try await eventually("all wait") { writer.queued == 5 }
                #expect(batches.withLock { $0 } == [[0]])
                membership?.end()
                try await group.waitForAll()
            }

            #expect(batches.withLock { $0 } == [[0], [1, 2, 3, 4, 5]])
        }
    }

    private struct Failure: Error {}
}
