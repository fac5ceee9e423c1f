import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("The catalog's contract")
struct ContractTests {
    @Test("routes and openapi.yaml agree both ways")
    func agrees() async throws {
        try await CatalogShop.open { shop in
            let differences = try OpenAPIContract.differences(
                between: try CatalogRoutes(shop.environment).endpoints,
                and: "Services/Catalog/openapi.yaml"
            )

            #expect(differences == [])
        }
    }
}
