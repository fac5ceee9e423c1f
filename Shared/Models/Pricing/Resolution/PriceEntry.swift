/// One price of one list, as it applies to a SKU.
public struct PriceEntry: Sendable, Hashable {
    public let priceListID: PriceListID
    public let sku: SKU
    public let amount: Money

    /// `nil` when the list holds for every channel.
    public let channelID: ChannelID?

    /// Members' level the list is for; `nil` for everybody.
    public let tier: String?

    /// The first moment at which the price holds; `nil` for ever since.
    public let validFrom: Timestamp?

    /// The first moment at which it no longer does; `nil` for ever after.
    public let validUntil: Timestamp?

    /// The list's; the highest wins.
    public let priority: Int

    public init(
        priceListID: PriceListID,
        sku: SKU,
        amount: Money,
        channelID: ChannelID? = nil,
        tier: String? = nil,
        validFrom: Timestamp? = nil,
        validUntil: Timestamp? = nil,
        priority: Int = 0
    ) {
        self.priceListID = priceListID
        self.sku = sku
        self.amount = amount
        self.channelID = channelID
        self.tier = tier
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.priority = priority
    }
}
