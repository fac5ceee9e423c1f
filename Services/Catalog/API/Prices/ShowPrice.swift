import JSON
import Models
import ServiceKit

extension CatalogRoutes {
    /// What a SKU costs in a channel at a moment; on request with every price that was looked at and what decided.
    func showPrice(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("channelId", "currency", "at", "explain")
        let sku: SKU = try request.parameter("sku")
        guard let channelID: ChannelID = try request.query("channelId") else {
            throw Problem.badRequest("channelId is required: a price is always one of a channel.")
        }
        let moment: Timestamp = try request.query("at") ?? .now
        let explains: Bool = try request.query("explain") ?? false
        let channel = try await channels.find(channelID)
        let currency: Currency = try request.query("currency") ?? channel.currency
        _ = try await products.findVariant(sku, for: request.caller.audience)

        let resolution = PriceResolution.resolve(
            try await prices.entries(for: [sku], in: channelID, for: request.caller.audience),
            sku: sku,
            channelID: channelID,
            currency: currency,
            at: moment
        )
        guard resolution.price != nil || explains else { throw CatalogError.noPrice(sku) }
        return .ok(
            ResolvedPrice(sku: sku, channelID: channelID, moment: moment, resolution: resolution, explains: explains)
        )
    }
}

private struct ResolvedPrice: JSONWritable {
    let sku: SKU
    let channelID: ChannelID
    let moment: Timestamp
    let resolution: PriceResolution
    let explains: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", sku)
            json.field("channelId", channelID)
            json.field("at", moment)
            json.field("price", resolution.price)
            json.field("priceListId", resolution.chain.first { $0.verdict == .chosen }?.entry.priceListID)
            if explains { json.field("explanation", resolution.chain) }
        }
    }
}
