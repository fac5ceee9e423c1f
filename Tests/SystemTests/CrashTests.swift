import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemTests {
    @Suite("A crash in the middle of two thousand checkouts")
    struct CrashTests {
        /// Within this time of the restart every order that had begun is placed or unwound. A dead instance's sagas are
        /// free after 10 s, and a quiet machine is done within 30; one that builds something beside it needs longer.
        static let recoverySeconds = 150.0

        @Test("ORD-05 XC-08 of the order service leaves every order placed or unwound, and none doubled")
        func orderService() async throws {
            try await expectNothingLost("crash", wanting: .crowd) { shop in
                try await shop.crash(.order)
                let moment = Timestamp.now
                try await shop.start(.order)
                return moment
            }
        }

        @Test("ORD-05 XC-08 of Postgres leaves every order placed or unwound, and none doubled")
        func postgres() async throws {
            try await expectNothingLost("storm", wanting: .storm) { shop in
                let moment = Timestamp.now
                try await shop.crashPostgres()
                return moment
            }
        }

        /// - Parameter crash: Takes something away, brings it back, and says when it was taken.
        private func expectNothingLost(
            _ name: String,
            wanting goods: Goods,
            crash: (SystemShop) async throws -> Timestamp
        ) async throws {
            let shop = try OpenShop.current
            try await shop.succeed(.put, .simulator, "/v1/behaviour", body: #"{"approveAfterMs":200}"#)
            let payments: [Buyer.Payment] = [
                .card, .card, .card, .wallet, .card, .declined, .card, .card, .wallet, .card,
            ]
            let crowd = try Crowd(name, of: 2000, wanting: goods, paying: payments, in: shop)
            let audit = Audit(shop: shop, crowd: crowd)
            async let buying = crowd.buy(in: shop)

            try await crowd.placed(atLeast: 300)
            let moment = try await crash(shop)
            try await audit.expectSettled(before: moment, within: Self.recoverySeconds)
            let outcomes = await buying

            #expect(outcomes.orders.count == 1800)
            #expect(outcomes.refusals == ["/problems/payment-declined": 200])
            #expect(crowd.calls.count(500) == 0)
            try await audit.expectAgreement(with: outcomes)
            try await shop.succeed(.put, .simulator, "/v1/behaviour", body: "{}")
        }
    }
}
