import Glibc
import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

@Suite(
    "A primary with a synchronous standby",
    .serialized,
    .openShop(ShopPlan(servers: .replicated)),
    OpenShop.logOnFailure
)
struct FailoverTests {
    /// A service looks for a server that takes writes once a second at the latest; the rest is a busy machine.
    private static let resumeSeconds = 10.0

    @Test("XC-08 XC-17 dies under checkouts: nothing acknowledged is lost, and the shop sells on without a restart")
    func failsOver() async throws {
        let shop = try OpenShop.current
        let standby = try #require(shop.standby)
        let crowd = try Crowd("failover", of: 500, wanting: .crowd, paying: [.card, .card, .card, .declined], in: shop)
        let audit = Audit(shop: shop, crowd: crowd)
        async let buying = crowd.buy(in: shop)
        try await crowd.placed(atLeast: 100)

        try await standby.killPrimary(shop.stallReplication())
        let moment = Timestamp.now
        try await shop.expectNobodyWrites()
        try standby.promote()
        let promoted = ContinuousClock.now
        let before = crowd.calls.count(201)
        try await crowd.placed(atLeast: before + 1)
        let pause = (ContinuousClock.now - promoted) / .seconds(1)

        print("first order \(pause) s after the promotion, \(before) before it")
        #expect(pause < Self.resumeSeconds)
        #expect(before < 375, "the primary died too late to show anything")
        try await audit.expectSettled(before: moment, within: SystemTests.CrashTests.recoverySeconds)
        let outcomes = await buying
        #expect(outcomes.orders.count == 375)
        #expect(outcomes.refusals == ["/problems/payment-declined": 125])
        #expect(crowd.calls.count(500) == 0)
        try await audit.expectAgreement(with: outcomes)
    }
}

extension SystemShop {
    /// Stops what sends to the standby and returns it when the primary has something on its disk that the standby lacks.
    /// Whoever were told now that they have bought would have bought nothing.
    fileprivate func stallReplication() async throws -> pid_t {
        try await withDatabase { database in
            let rows = try await database.query("SELECT pid FROM pg_stat_replication")
            let sender = pid_t(try #require(try rows.first?.get("pid", as: Int.self)))
            kill(sender, SIGSTOP)
            try await eventually("the standby lacks something") {
                let rows = try await database.query(
                    "SELECT pg_current_wal_flush_lsn() - sent_lsn > 100000 AS lags FROM pg_stat_replication"
                )
                return try rows.first?.get("lags") == true
            }
            return sender
        }
    }

    /// Without the standby's word nothing is acknowledged, and before its promotion it takes no writes.
    fileprivate func expectNobodyWrites() async throws {
        let answer = try await eventualValue("the shop says that it can't be reached") {
            let answer = try await send(.get, .order, "/readyz", timeoutSeconds: 10)
            return answer.status == 200 ? nil : answer
        }
        #expect(answer.status == 503)
    }
}
