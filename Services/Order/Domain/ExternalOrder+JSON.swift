import JSON
import Models

extension TillOrder: JSONReadable {
    init?(json: JSONNode) {
        let externalID = json.text("externalId", length: 1...128)
        let channelID = json.required("channelId", as: ChannelID.self)
        let locationID = json.required("locationId", as: LocationID.self)
        let customerID = json.optional("customerId", as: CustomerID.self)
        let placedAt = json.required("placedAt", as: Timestamp.self)
        let breakdown = json.required("breakdown", as: Breakdown.self)
        let tender = json.required("tender", as: Tender.self)
        let locale = json.optional("locale", as: LanguageTag.self) ?? .english
        guard let externalID, let channelID, let locationID, let placedAt, let breakdown, let tender else { return nil }
        self.init(
            externalID: externalID,
            channelID: channelID,
            locationID: locationID,
            customerID: customerID,
            placedAt: placedAt,
            breakdown: breakdown,
            tender: tender,
            locale: locale
        )
    }
}

extension MarketplaceOrder: JSONReadable {
    init?(json: JSONNode) {
        let externalID = json.text("externalId", length: 1...128)
        let channelID = json.required("channelId", as: ChannelID.self)
        let customerID = json.optional("customerId", as: CustomerID.self)
        let placedAt = json.required("placedAt", as: Timestamp.self)
        let breakdown = json.required("breakdown", as: Breakdown.self)
        let delivery = json.required("delivery", as: Delivery.self)
        let reference = json.optionalText("reference", length: 1...128)
        let locale = json.optional("locale", as: LanguageTag.self) ?? .english
        guard let externalID, let channelID, let placedAt, let breakdown, let delivery else { return nil }
        self.init(
            externalID: externalID,
            channelID: channelID,
            customerID: customerID,
            placedAt: placedAt,
            breakdown: breakdown,
            delivery: delivery,
            reference: reference,
            locale: locale
        )
    }
}
