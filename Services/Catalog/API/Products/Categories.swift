import ServiceKit

extension CatalogRoutes {
    func createCategory(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let category: Category = try request.decode()
        return try await request.once(in: database) { session in
            try categories.create(category, on: session)
            return .json(status: .created, category)
        }
    }

    func listCategories(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        return .ok(try await categories.list(request.page()))
    }
}
