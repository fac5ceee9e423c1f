import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Access")
struct AccessTests {
    @Test("XC-10 every route that is not open refuses whoever may not use it")
    func refusals() async throws {
        try await Shop.open { shop in
            for endpoint in shop.service.endpoints where endpoint.access != .open {
                let anonymous = try await shop.service.send(endpoint.call, endpoint.samplePath)
                #expect(anonymous.status == 401, "\(endpoint.path)")
                for caller in [TestCaller.role(.warehouse), .seller(SellerID()), .service(.payment)] {
                    let refused = try await shop.service.send(endpoint.call, endpoint.samplePath, as: caller)
                    #expect(refused.status == 403, "\(endpoint.path)")
                }
            }
        }
    }

    @Test("XC-10 customers and guests change nothing of the shop's")
    func shoppers() async throws {
        try await Shop.open { shop in
            for endpoint in shop.service.endpoints where endpoint.access != .open && endpoint.method != .get {
                for caller in [TestCaller.customer(CustomerID()), .guest("g")] {
                    if endpoint.path == "/v1/customers", case .guest = caller { continue }
                    let refused = try await shop.service.send(endpoint.call, endpoint.samplePath, as: caller)
                    #expect(refused.status == 403, "\(endpoint.method) \(endpoint.path)")
                }
            }
        }
    }

    @Test("a forged or foreign token is nobody's")
    func forged() async throws {
        try await Shop.open { shop in
            for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
                let answer = try await shop.service.send(.get, "/v1/promotions", as: .token(token))
                #expect(answer.status == 401)
            }
        }
    }
}

extension Endpoint {
    /// The path with something plausible in every gap.
    var samplePath: String {
        path
            .replacing("{id}", with: "\(CustomerID())").replacing("{orderId}", with: "\(OrderID())")
            .replacing("{channelId}", with: "web").replacing("{externalId}", with: "x")
            .replacing("{country}", with: "CN").replacing("{taxClass}", with: "standard")
            .replacing("{code}", with: "SAVE")
    }

    var call: HTTPMethod { HTTPMethod(rawValue: method.rawValue) ?? .get }
}
