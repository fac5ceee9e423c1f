import Models
import ServiceKit

extension CatalogRoutes {
    func publishListing(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channel = try await channels.find(try request.parameter("channelId"))
        let productID: ProductID = try request.parameter("productId")
        try await listings.publish(productID, in: channel.id, by: try request.caller.editor())
        return try await answer(productID, in: channel).response
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
        return try await kept.answer(to: request) {
            let channel = try await channels.find(try request.parameter("channelId"))
            return try await answer(try request.parameter("productId"), in: channel)
        }
    }

    func listListings(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let page = try request.page()
        return try await kept.answer(to: request) {
            let channel = try await channels.find(try request.parameter("channelId"))
            let page = try await listings.list(channel.id, page)
            let prices = try await prices(of: page.items, in: channel)
            let items = page.items.map { ListingView(listing: $0, channel: channel, prices: prices.amounts) }
            return KeptAnswers.Answer(.ok(Page(items: items, next: page.next)), until: prices.until)
        }
    }

    private func answer(_ productID: ProductID, in channel: Channel) async throws -> KeptAnswers.Answer {
        let listing = try await listings.find(productID, in: channel.id)
        let prices = try await prices(of: [listing], in: channel)
        return KeptAnswers.Answer(
            .ok(ListingView(listing: listing, channel: channel, prices: prices.amounts)),
            until: prices.until
        )
    }

    private func prices(of listings: [Listing], in channel: Channel) async throws -> PricesNow {
        try await prices.prices(of: listings.flatMap { $0.product.variants.map(\.sku) }, in: channel, at: .now)
    }
}
