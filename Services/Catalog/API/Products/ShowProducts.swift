import JSON
import Models
import ServiceKit

extension CatalogRoutes {
    func showProduct(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return try await keptForEveryone(request) {
            let product = try await products.find(try request.parameter("id"), for: request.caller.audience)
            return .ok(product, etag: product.version)
        }
    }

    func listProducts(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("q", "channelId", "categoryId", "sellerId", "status", "limit", "cursor")
        let page = try request.page()
        let filter = ProductFilter(
            query: try searchQuery(request),
            channelID: try request.query("channelId"),
            categoryID: try request.query("categoryId"),
            sellerID: try request.query("sellerId"),
            status: try request.query("status", among: ProductStatus.self)
        )
        return try await keptForEveryone(request) {
            .ok(try await products.list(filter, for: request.caller.audience, page))
        }
    }

    func showVariant(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return try await keptForEveryone(request) {
            let (variant, product) = try await products.findVariant(
                try request.parameter("sku"),
                for: request.caller.audience
            )
            return .ok(VariantCard(variant: variant, product: product))
        }
    }

    /// Sellers and staff see more than everyone does, each something else.
    private func keptForEveryone(
        _ request: ServiceRequest,
        _ make: () async throws -> ServiceResponse
    ) async throws -> ServiceResponse {
        guard request.caller.audience == .everyone else { return try await make() }
        return try await kept.answer(to: request) { KeptAnswers.Answer(try await make()) }
    }

    private func searchQuery(_ request: ServiceRequest) throws -> SearchQuery? {
        guard let text: String = try request.query("q") else { return nil }
        guard text.unicodeScalars.count <= 200, let query = SearchQuery(text) else {
            throw Problem.badRequest("q must hold a word to look for, in at most 200 characters.")
        }
        return query
    }
}

/// A variant and the little of its product that a label or a receipt needs.
private struct VariantCard: JSONWritable {
    let variant: Variant
    let product: Product

    func write(to json: inout JSONWriter) {
        json.object { json in
            VariantView(variant: variant, options: product.options).writeFields(to: &json)
            json.field("productId", product.id)
            json.field("title", product.title)
            json.field("status", product.status)
            json.field("taxClass", product.taxClass)
        }
    }
}
