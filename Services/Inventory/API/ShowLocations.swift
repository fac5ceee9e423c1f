import Models
import ServiceKit

extension InventoryRoutes {
    func showLocation(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let location = try await locations.find(request.parameter("id", as: LocationID.self))
        return .ok(location, etag: location.version)
    }

    func listLocations(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let page = try request.page()
        let after = try page.cursor.map { cursor in
            guard let code = cursor.parts.first.flatMap({ LocationID($0) }) else { throw Problem.badCursor }
            return code
        }
        let found = try await locations.list(after: after, limit: page.limit + 1)
        return .ok(Page(found: found, limit: page.limit) { PageCursor([$0.id.value]) })
    }
}
