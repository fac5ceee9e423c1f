import Models
import Postgres
import ServiceKit

extension CatalogRoutes {
    /// One change is seen by every channel at once, because channels read this very record.
    func changeProduct(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id: ProductID = try request.parameter("id")
        let editor = try request.caller.editor()
        let version = try request.ifMatch()
        let patch: ProductPatch = try request.decode()
        let product = try await database.transaction { session in
            try products.update(id, version: version, by: editor, on: session) { $0.patched(patch, at: .now) }
        }
        return .ok(product, etag: product.version)
    }
}
