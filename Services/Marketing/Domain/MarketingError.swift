import Models

/// Everything marketing refuses, in the shop's words; `API/MarketingProblems.swift` says what it means over HTTP.
enum MarketingError: Error, Equatable {
    case customerNotFound(CustomerID)
    case noCustomerWith(Customer.Identity)
    case identityTaken(Customer.Identity, by: CustomerID)
    case identitiesNeedTrust
    case mergeWithSelf(CustomerID)
    case alreadyMerged(CustomerID, into: CustomerID)

    case promotionNotFound(PromotionID)
    case promotionChanged(PromotionID, version: Int64)
    case promotionAutomatic(PromotionID)
    case validityEmpty
    case couponNotFound
    case couponExists(CouponCode)

    case channelUnknown(ChannelID)
    case channelInactive(ChannelID)
    case currencyNotSold(Currency, in: ChannelID)
    /// The lines, by their place in the request, whose SKU has no price here and now.
    case priceUnknown(lines: [Int], in: ChannelID, currency: Currency)
    case amountTooLarge
    case quoteDiffers(OrderID)
    case quoteReleased(OrderID)

    case noTokenIssuer
}
