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
}
