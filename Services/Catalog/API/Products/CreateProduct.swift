import Models
import ServiceKit

extension CatalogRoutes {
    func createProduct(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let editor = try request.caller.editor()
        var draft: ProductDraft = try request.decode()
        draft.sellerID = editor.owner(proposed: draft.sellerID)
        let product = try draft.product(at: .now)
        return try await request.once(in: database) { session in
            try products.create(product, on: session)
            return .created(product, location: "/v1/products/\(product.id)", etag: product.version)
        }
    }

    func addVariant(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id: ProductID = try request.parameter("id")
        let editor = try request.caller.editor()
        let draft: VariantDraft = try request.decode()
        return try await request.once(in: database) { session in
            let product = try products.update(id, version: nil, by: editor, on: session) {
                try $0.adding(draft, at: .now)
            }
            let location = "/v1/variants/\(PercentEncoding.encoded(draft.sku.value))"
            return .created(product, location: location, etag: product.version)
        }
    }
}
