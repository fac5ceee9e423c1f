import Foundation
import Models
import Postgres
import TestSupport
import Testing

@testable import EmporiaCommand
@testable import ServiceKit

/// Everything that needs two processes of each service side by side.
@Suite(.serialized, .openShop(ShopPlan(replicas: 2)), OpenShop.logOnFailure)
enum ReplicaTests {}

extension ReplicaTests {
    @Suite("Two replicas of every service")
    struct LosingReplicasTests {
        @Test("XC-07 XC-08 lose each of order, payment and inventory once under load, and nobody's order")
        func loseNothing() async throws {
            let shop = try OpenShop.current
            try await shop.succeed(.put, .simulator, "/v1/behaviour", body: #"{"approveAfterMs":200}"#)
            let payments: [Buyer.Payment] = [.card, .card, .card, .wallet, .declined]
            let crowd = try Crowd("replicas", of: 500, wanting: .crowd, paying: payments, in: shop)
            let audit = Audit(shop: shop, crowd: crowd)
            async let buying = crowd.buy(in: shop)

            try await crowd.placed(atLeast: 50)
            let owners = try await eventualValue("order and payment tell events") {
                let owners = try await shop.relays()
                return owners.keys.contains("order") && owners.keys.contains("payment") ? owners : nil
            }
            for replica in 0..<2 {
                try await crowd.placed(atLeast: 50 + 100 * replica)
                for name in [ServiceName.order, .payment, .inventory] { try await shop.crash(name, replica: replica) }
                for name in [ServiceName.order, .payment, .inventory] { try await shop.start(name, replica: replica) }
            }
            let moment = Timestamp.now
            try await audit.expectSettled(before: moment, within: SystemTests.CrashTests.recoverySeconds)
            let outcomes = await buying

            #expect(outcomes.orders.count == 400)
            #expect(outcomes.refusals == ["/problems/payment-declined": 100])
            #expect(crowd.calls.count(500) == 0)
            try await audit.expectAgreement(with: outcomes)
            let heirs = try await shop.relays()
            #expect(owners.keys.allSatisfy { heirs.keys.contains($0) })
            #expect(owners.allSatisfy { heirs[$0.key] != $0.value }, "a dead replica still holds a lease")
            try await shop.succeed(.put, .simulator, "/v1/behaviour", body: "{}")
        }

        @Test("XC-07 free every hold that ran out once, though each of them looks for such holds")
        func expireOnce() async throws {
            let shop = try OpenShop.current
            let inventory = try Rotation(shop: shop).key("order")
            let token = try ServiceIdentity(name: .order, key: inventory).token(for: .inventory)
            let orders = (0..<60).map { _ in OrderID() }
            let hold = #"{"channelId":"web","holdSeconds":2,"lines":[{"lineId":1,"sku":"POT","quantity":1}]}"#

            for order in orders {
                try await shop.succeed(.put, .inventory, "/v1/reservations/\(order)", as: token, body: hold)
            }

            try await shop.withDatabase { database in
                try await eventually("every hold has ended") {
                    let counts = try await expiries(of: orders, in: database)
                    return counts.count == orders.count
                }
                #expect(try await expiries(of: orders, in: database).allSatisfy { $0 == 1 })
            }
            try await shop.expectEveryPromiseHolds()
        }

        /// How often each of the orders was said to have lost its hold.
        private func expiries(of orders: [OrderID], in database: Database) async throws -> [Int] {
            let rows = try await database.query(
                """
                SELECT count(*) AS count
                  FROM inventory.outbox
                 WHERE type = 'reservation.expired' AND subject = ANY (\(orders.map(\.description))::text[])
                 GROUP BY subject
                """
            )
            return try rows.map { try $0.get("count") }
        }
    }
}

extension SystemShop {
    /// Which instance tells the events of each service that is told to lose its replicas.
    fileprivate func relays() async throws -> [String: String] {
        try await withDatabase { database in
            let rows = try await database.query(
                """
                SELECT 'order' AS service, owner FROM "order".leases WHERE name = 'outbox'
                 UNION ALL
                SELECT 'payment', owner FROM payment.leases WHERE name = 'outbox'
                 UNION ALL
                SELECT 'inventory', owner FROM inventory.leases WHERE name = 'outbox'
                """
            )
            let pairs = try rows.map { (try $0.get("service", as: String.self), try $0.get("owner", as: String.self)) }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }
}
