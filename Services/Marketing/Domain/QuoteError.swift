import Models

enum QuoteError: Error, Equatable {
    case channelUnknown(ChannelID)
    case channelInactive(ChannelID)
    case currencyNotSold(Currency, in: ChannelID)
    /// The lines, by their place in the request, whose SKU has no price here and now.
    case priceUnknown(lines: [Int], in: ChannelID, currency: Currency)
    case notForSale(lines: [Int])
    case amountTooLarge
    /// The order was quoted with another body.
    case differs(OrderID)
    case released(OrderID)
}
