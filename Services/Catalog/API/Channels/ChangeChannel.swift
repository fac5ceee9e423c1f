import ServiceKit

extension CatalogRoutes {
    func changeChannel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.update(
            try request.parameter("id"),
            version: try request.ifMatch(),
            with: try request.decode()
        )
        return .ok(channel, etag: channel.version)
    }
}
