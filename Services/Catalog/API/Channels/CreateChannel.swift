import ServiceKit

extension CatalogRoutes {
    func createChannel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel: Channel = try request.decode()
        return try await request.once(in: database) { session in
            try channels.create(channel, on: session)
            return .created(channel, location: "/v1/channels/\(channel.id)", etag: channel.version)
        }
    }
}
