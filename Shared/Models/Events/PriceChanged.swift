public import JSON

/// One price of one list was set, or removed when there is no amount.
public struct PriceChanged: EventPayload, Hashable {
    public static let type = "price.changed"

    public let priceListID: PriceListID
    public let sku: SKU

    /// Absent when the list holds for every channel.
    public let channelID: ChannelID?
    public let currency: Currency

    /// Absent: the price was removed.
    public let amountMinor: Int64?
    public let validFrom: Timestamp?

    /// The first moment at which the price no longer holds.
    public let validUntil: Timestamp?

    /// The list's; the highest wins.
    public let priority: Int

    public init(
        priceListID: PriceListID,
        sku: SKU,
        channelID: ChannelID? = nil,
        currency: Currency,
        amountMinor: Int64? = nil,
        validFrom: Timestamp? = nil,
        validUntil: Timestamp? = nil,
        priority: Int
    ) {
        self.priceListID = priceListID
        self.sku = sku
        self.channelID = channelID
        self.currency = currency
        self.amountMinor = amountMinor
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.priority = priority
    }

    public var subject: String { "\(priceListID)/\(sku)" }
}

extension PriceChanged {
    public init?(json: JSONNode) {
        let priceListID: PriceListID? = json.required("priceListId")
        let sku: SKU? = json.required("sku")
        let channelID: ChannelID? = json.optional("channelId")
        let currency: Currency? = json.required("currency")
        let amountMinor: Int64? = json.optional("amountMinor")
        let validFrom: Timestamp? = json.optional("validFrom")
        let validUntil: Timestamp? = json.optional("validUntil")
        let priority: Int? = json.required("priority")
        guard let priceListID, let sku, let currency, let priority else { return nil }
        self.init(
            priceListID: priceListID,
            sku: sku,
            channelID: channelID,
            currency: currency,
            amountMinor: amountMinor,
            validFrom: validFrom,
            validUntil: validUntil,
            priority: priority
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("priceListId", priceListID)
            json.field("sku", sku)
            json.field("channelId", channelID)
            json.field("currency", currency)
            json.field("amountMinor", amountMinor)
            json.field("validFrom", validFrom)
            json.field("validUntil", validUntil)
            json.field("priority", priority)
        }
    }
}
