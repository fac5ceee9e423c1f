import Postgres

extension BenchShop {
    /// The shop's server, as its owner.
    var server: PostgresConfiguration {
        PostgresConfiguration(
            conninfo: shop.postgres.superuserConnection,
            connections: 2,
            applicationName: "emporia-bench",
            statementTimeoutSeconds: 600
        )
    }

    private var checker: PromiseChecker { PromiseChecker(server: server, journal: shop.journal) }

    /// Returns when everything that was said has been heard and done.
    /// - Throws: after a minute.
    func settle() async throws {
        try await Database.with(server) { database in
            let limit = ContinuousClock.now + .seconds(60)
            while case let work = try await WorkUnderWay(in: database), !work.isSettled {
                guard ContinuousClock.now < limit else {
                    throw BenchFailure("\(work.events) events and \(work.steps) steps are still open")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Brings what has been written so far to the disk. The system does that with what is half a minute old, after a load some
    /// hundred megabytes at once, and whoever is measured then would wait behind the one before.
    func flush() throws {
        try shop.postgres.sql("CHECKPOINT;")
    }

    /// Figures of a shop that broke a promise are worth nothing.
    func check() async throws {
        let report = try await checker.run(settleSeconds: 60)
        for line in report.lines where !line.isKept { Terminal.bad(line.text) }
        guard report.isClean else { throw BenchFailure("a promise is broken") }
        Terminal.good("all \(report.lines.count) promises hold")
    }
}
