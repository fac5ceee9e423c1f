import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("The contract")
struct ContractTests {
    @Test("XC-01 names every route that is served, and serves every route that it names")
    func agrees() async throws {
        try await Shop.open { shop in
            let differences = try OpenAPIContract.differences(
                between: shop.service.endpoints,
                and: "Services/Marketing/openapi.yaml"
            )

            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }
}
