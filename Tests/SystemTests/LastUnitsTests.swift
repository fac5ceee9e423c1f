import TestSupport
import Testing

extension SystemTests {
    @Suite("Two hundred buyers of twenty units")
    struct LastUnitsTests {
        @Test("INV-05 get exactly twenty orders; everybody else is told that it is sold out")
        func sellsEachUnitOnce() async throws {
            let shop = try OpenShop.current
            let crowd = try Crowd("rare", of: 200, wanting: .rare, paying: [.card], in: shop)

            let outcomes = await crowd.buy(in: shop)

            #expect(outcomes.orders.count == 20)
            #expect(outcomes.refusals == ["/problems/out-of-stock": 180])
            try await Audit(shop: shop, crowd: crowd).expectAgreement(with: outcomes)
        }
    }
}
