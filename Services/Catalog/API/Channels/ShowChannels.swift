import Models
import ServiceKit

extension CatalogRoutes {
    func showChannel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.find(try request.parameter("id"))
        return .ok(channel, etag: channel.version)
    }

    func listChannels(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("type", "limit", "cursor")
        let type = try request.query("type", among: ChannelType.self)
        return .ok(try await channels.list(type: type, request.page()))
    }
}
