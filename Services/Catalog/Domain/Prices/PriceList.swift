import Models

/// Prices that hold together: for one currency, maybe one channel, maybe a time.
struct PriceList: Equatable, Sendable {
    let id: PriceListID
    let name: String
    /// A seller's list can only price that seller's goods.
    let sellerID: SellerID?
    /// nil: every channel that sells in this currency.
    let channelID: ChannelID?
    let currency: Currency
    /// When several lists know a price, the highest priority wins.
    let priority: Int
    let validity: Validity
}

/// From `from` on, before `until`; nil is open.
struct Validity: Equatable, Sendable {
    var from: Timestamp?
    var until: Timestamp?

    static let always = Validity()

    var isEmpty: Bool {
        guard let from, let until else { return false }
        return from >= until
    }

    /// The time when both hold.
    func intersection(_ other: Validity) -> Validity {
        Validity(
            from: [from, other.from].compactMap(\.self).max(),
            until: [until, other.until].compactMap(\.self).min()
        )
    }
}

/// One price to be set: the only one of its list for that SKU from that time.
struct PriceSetting: Equatable, Sendable {
    let sku: SKU
    let amountMinor: Int64
    var validity = Validity.always
}
