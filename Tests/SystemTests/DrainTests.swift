import Glibc
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemTests {
    @Suite("Stopping a service under load")
    struct DrainTests {
        @Test("XC-08 ends it with status 0 and loses no request")
        func losesNothing() async throws {
            let shop = try OpenShop.current
            let crowd = try Crowd("drain", of: 600, wanting: .drain, paying: [.card], in: shop)
            async let buying = crowd.buy(in: shop)

            try await crowd.placed(atLeast: 100)
            let placedBefore = crowd.calls.count(201)
            let status = try await shop.process(.order).stop(withinSeconds: 60)
            try await shop.start(.order)
            let outcomes = await buying

            #expect(status == 0)
            #expect(placedBefore < crowd.buyers.count, "the service was stopped too late to show anything")
            #expect(crowd.calls.lost == 0, "\(crowd.calls.errors)")
            #expect(outcomes.orders.count == crowd.buyers.count)
            try await Audit(shop: shop, crowd: crowd).expectAgreement(with: outcomes)
        }
    }
}
