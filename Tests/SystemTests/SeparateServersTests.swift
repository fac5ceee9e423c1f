import Models
import TestSupport
import Testing

@testable import EmporiaCommand

@Suite(
    "Each schema on a server of its own",
    .serialized,
    .openShop(ShopPlan(servers: .separate)),
    OpenShop.logOnFailure
)
struct SeparateServersTests {
    @Test("XC-07 XC-06 sells to a crowd through the crash of one server, and every promise holds over all six")
    func keepsPromises() async throws {
        let shop = try OpenShop.current
        #expect(Set(shop.local.servers.all.map(\.port)).count == 6)
        let crowd = try Crowd("servers", of: 300, wanting: .crowd, paying: [.card, .card, .declined], in: shop)
        let audit = Audit(shop: shop, crowd: crowd)
        async let buying = crowd.buy(in: shop)

        try await crowd.placed(atLeast: 60)
        let moment = Timestamp.now
        try await shop.crashPostgres(of: .inventory)
        try await audit.expectSettled(before: moment, within: SystemTests.CrashTests.recoverySeconds)
        let outcomes = await buying

        #expect(outcomes.orders.count == 200)
        #expect(outcomes.refusals == ["/problems/payment-declined": 100])
        #expect(crowd.calls.count(500) == 0)
        try await audit.expectAgreement(with: outcomes)
    }

    @Test("XC-06 shows `emporia check` a breach that lies across two servers")
    func findsBreach() async throws {
        let shop = try OpenShop.current
        try await shop.expectEveryPromiseHolds()

        let order = OrderID()
        try shop.local.servers[.inventory].sql(
            """
            INSERT INTO inventory.reservations SELECT * FROM jsonb_populate_record(
                (SELECT held FROM inventory.reservations AS held WHERE status = 'firm' LIMIT 1),
                '{"order_id": "\(order)"}')
            """
        )
        let found = try await shop.checker.run(settleSeconds: 0).lines.filter { !$0.isKept }

        #expect(found.contains { $0.text.contains("\(order)") })
        try shop.local.servers[.inventory].sql("DELETE FROM inventory.reservations WHERE order_id = '\(order)'")
        try await shop.expectEveryPromiseHolds()
    }
}
