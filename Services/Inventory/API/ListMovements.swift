import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// The ledger, newest first.
    func listMovements(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("sku", "locationId", "limit", "cursor")
        let page = try request.page()
        let before = try page.cursor.map { cursor in
            guard let id = cursor.parts.first.flatMap({ Int64($0) }) else { throw Problem.badCursor }
            return id
        }
        let found = try await stockQueries.movements(
            sku: request.query("sku", as: SKU.self),
            location: request.query("locationId", as: LocationID.self),
            before: before,
            limit: page.limit + 1
        )
        return .ok(Page(found: found, limit: page.limit) { PageCursor([String($0.id)]) })
    }
}

extension BookedMovement: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", String(id))
            json.field("sku", place.sku)
            json.field("locationId", place.location)
            json.field("kind", movement.kind.rawValue)
            json.field("delta", movement.delta)
            json.field("reason", movement.reason)
            json.field("reference", movement.reference)
            json.field("at", at)
        }
    }
}
