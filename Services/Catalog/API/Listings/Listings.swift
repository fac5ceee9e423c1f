import Models
import ServiceKit

extension CatalogRoutes {
    func publishListing(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.find(try request.parameter("channelId"))
        let productID: ProductID = try request.parameter("productId")
        try await listings.publish(productID, in: channel.id, by: try request.caller.editor())
        return try await answer(productID, in: channel)
    }

    func withdrawListing(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.find(try request.parameter("channelId"))
        try await listings.withdraw(
            try request.parameter("productId"),
            from: channel.id,
            by: try request.caller.editor()
        )
        return .noContent
    }

    func showListing(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.find(try request.parameter("channelId"))
        return try await answer(try request.parameter("productId"), in: channel)
    }

    func listListings(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let channel = try await channels.find(try request.parameter("channelId"))
        let page = try await listings.list(channel.id, request.page())
        let prices = try await prices(of: page.items, in: channel)
        return .ok(
            Page(items: page.items.map { ListingView(listing: $0, channel: channel, prices: prices) }, next: page.next)
        )
    }

    private func answer(_ productID: ProductID, in channel: Channel) async throws -> ServiceResponse {
        let listing = try await listings.find(productID, in: channel.id)
        return .ok(
            ListingView(listing: listing, channel: channel, prices: try await prices(of: [listing], in: channel))
        )
    }

    private func prices(of listings: [Listing], in channel: Channel) async throws -> [SKU: Money] {
        try await prices.prices(of: listings.flatMap { $0.product.variants.map(\.sku) }, in: channel, at: .now)
    }
}
