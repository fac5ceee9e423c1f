import JSON
import Models
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

@Suite("A saga runner")
struct SagaRunnerTests {
    @Test("answers in the caller's request and leaves no row")
    func succeedsAtOnce() async throws {
        try await withRunner { runner, journal, database in
            let outcome = try await runner.begin("order", in: database)

            guard case .succeeded = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(journal.entries == ["run first", "run second", "succeeded"])
            #expect(try await database.sagas() == 0)
        }
    }

    @Test("unwinds from every step that says no", arguments: ["first", "second"])
    func unwinds(from step: String) async throws {
        try await withRunner { runner, journal, database in
            journal.refuse(step)

            let outcome = try await runner.begin("order", in: database)

            guard case .unwound = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(journal.entries.last == "unwound")
            #expect(journal.entries.contains("undo \(step)") && journal.entries.contains("undo first"))
            #expect(try await database.sagas() == 0)
        }
    }

    @Test("pauses until it is woken, even when the news comes while it is at work")
    func resumes() async throws {
        try await withRunner { runner, journal, database in
            journal.pauseSecond()
            let id = SagaID()
            let outcome = try await runner.begin("order", id: id, in: database)
            guard case .paused = outcome else { return #expect(Bool(false), "\(outcome)") }

            journal.goOn()
            try await database.transaction { session in try runner.resume([id], on: session) }

            try await eventually { journal.entries.last == "succeeded" }
            try await eventually { try await database.sagas() == 0 }
        }
    }

    @Test(
        "is picked up by another instance after a crash at any step, and repeats what is not sure",
        arguments: [0, 1]
    )
    func survivesCrash(afterStep step: Int) async throws {
        try await withRunner { runner, journal, database in
            // An instance that wrote the intent, got as far as `step`, and died without a word.
            let dead = SagaStore<Tale>(name: "tale", owner: "dead", leaseSeconds: 1)
            let id = SagaID()
            try await database.transaction { session in
                var progress = SagaProgress(startingAt: .now)
                try session.run(dead.insertion(of: [(id, Tale(title: "order"))], progress))
                progress.step = step
                let lease = SagaLease(id: id, token: 1, wakes: 0)
                try dead.save(lease, progress, Tale(title: "order"), on: session)
            }

            try await eventually { journal.entries.last == "succeeded" }

            #expect(journal.entries.filter { $0 == "run second" }.count == 1)
            try await eventually { try await database.sagas() == 0 }
        }
    }

    @Test("that was overtaken commits nothing")
    func isFenced() async throws {
        try await withRunner { runner, journal, database in
            let slow = SagaStore<Tale>(name: "tale", owner: "slow", leaseSeconds: 0)
            let id = SagaID()
            try await database.transaction { session in
                try session.run(
                    slow.insertion(of: [(id, Tale(title: "order"))], SagaProgress(startingAt: .now))
                )
            }
            try await eventually { journal.entries.last == "succeeded" }

            await #expect(throws: SagaLeaseLost.self) {
                try await database.transaction { session in
                    try slow.end([SagaLease(id: id, token: 1, wakes: 0)], on: session)
                }
            }
        }
    }

    @Test("does not renew what came to rest meanwhile, so that news of it is heard at once")
    func renewsOnlyWhatItHolds() async throws {
        try await TestPostgres.shared().withDatabase(migrations: ServiceKitMigrations.all) { database in
            let store = SagaStore<Tale>(name: "tale", owner: "here", leaseSeconds: 10)
            let (id, tale) = (SagaID(), Tale(title: "order"))
            let lease = SagaLease(id: id, token: 1, wakes: 0)
            let found = try await database.transaction { session in
                var progress = SagaProgress(startingAt: .now)
                try session.run(store.insertion(of: [(id, tale)], progress))
                progress.runAt = .now + 60
                _ = try store.rest(lease, progress, tale, error: nil, on: session)
                try store.renew([lease], on: session)
                _ = try store.wake([id], on: session)
                return try store.claimDue(limit: 1, on: session).count
            }

            #expect(found == 1)
        }
    }

    private func withRunner(
        _ body: (SagaRunner<TaleSaga>, TaleJournal, Database) async throws -> Void
    ) async throws {
        try await TestPostgres.shared().withDatabase(migrations: ServiceKitMigrations.all) { database in
            let journal = TaleJournal()
            let runner = SagaRunner(
                TaleSaga(journal: journal),
                database: database,
                instance: "here",
                logger: .silent,
                leaseSeconds: 60,
                pollSeconds: 0.1
            )
            let worker = Task { try await runner.run() }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(runner, journal, database))
            } catch {
                result = .failure(error)
            }
            worker.cancel()
            _ = await worker.result
            try result.get()
        }
    }
}

extension SagaRunner where Definition == TaleSaga {
    fileprivate func begin(
        _ title: String,
        id: SagaID = SagaID(),
        in database: Database
    ) async throws -> SagaOutcome<Tale> {
        let tale = Tale(title: title)
        try await database.transaction { session in try session.run(self.beginning([(id, tale)])) }
        return await advance(id, tale, withinSeconds: 5)
    }
}

extension Database {
    fileprivate func sagas() async throws -> Int {
        try await query("SELECT count(*) AS count FROM sagas")[0].get("count")
    }
}
