import Postgres
import Testing

@testable import EmporiaCommand

@Suite("The checker of promises", .serialized, EmptyShop())
struct PromiseCheckerTests {
    @Test("XC-08 finds nothing wrong with a shop where nothing is")
    func clean() async throws {
        let report = try await EmptyShop.current.checker.run(settleSeconds: 0)

        #expect(report.isClean)
        #expect(report.lines.count > 20)
    }

    @Test(
        "XC-08 names the promise that planted rows break",
        arguments: Breach.stock + Breach.orders + Breach.money + Breach.events
    )
    func finds(breach: Breach) async throws {
        let shop = try EmptyShop.current
        if let journal = breach.journal { try shop.state.write(journal, to: "journal.jsonl") }
        try shop.plant(breach.sql)

        let report = try await shop.checker.run(settleSeconds: 0)
        try shop.clear()

        let broken = report.lines.filter { !$0.isKept }.map(\.text)
        #expect(broken.contains { $0.hasPrefix(breach.id + " ") && $0.contains(breach.promise) }, "broken: \(broken)")
        #expect(try await shop.checker.run(settleSeconds: 0).isClean)
    }

    @Test("XC-08 counts all breaches and names as many as were asked for")
    func examples() async throws {
        let promise = Promise("I-0", "hold", "SELECT format('order %s', n) FROM generate_series(1, 100) AS n")

        try await Database.with(try EmptyShop.current.checker.server) { database in
            for wanted in [0, 3, 100, 1_000] {
                let (count, named) = try await promise.check(in: database, patience: .zero, examples: wanted)
                #expect(count == 100)
                #expect(Set(named).count == min(wanted, 100))
            }
        }
    }

    @Test("XC-08 takes what services of a busy shop agree on a moment later for no breach, and what stays for one")
    func patience() async throws {
        let shop = try EmptyShop.current
        try shop.postgres.sql("CREATE SEQUENCE public.looks")
        let atFirst: SQL = "SELECT 'order 1' FROM (SELECT nextval('public.looks') AS look) AS looks WHERE look = 1"
        let anotherEachTime: SQL = "SELECT format('order %s', nextval('public.looks'))"
        let promise = { (isEventual: Bool, breaches: SQL) in Promise("I-0", "agree", eventually: isEventual, breaches) }

        try await Database.with(shop.checker.server) { database in
            for (promise, patience, count) in [
                (promise(true, atFirst), Duration.zero, 1), (promise(true, atFirst), .milliseconds(1), 0),
                (promise(false, atFirst), .milliseconds(1), 1), (promise(true, anotherEachTime), .milliseconds(1), 0),
                (promise(true, "SELECT 'order 1'"), .milliseconds(1), 1),
            ] {
                try await database.run("SELECT setval('public.looks', 1, false)")
                #expect(try await promise.check(in: database, patience: patience).count == count)
            }
        }
    }
}
