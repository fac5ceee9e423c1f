import Models

/// What a rule of the catalogue refuses.
enum CatalogError: Error, Equatable {
    case channelNotFound(ChannelID)
    case channelTaken(ChannelID)
    case productNotFound
    case variantNotFound(SKU)
    case categoryTaken(CategoryID)
    case priceListNotFound
    case listingNotFound

    case skuTaken(SKU)
    /// One of the variants was created by somebody else at the same moment.
    case variantAppeared
    case duplicateCombination(SKU)
    case notACombination(SKU)
    case optionNamedTwice
    case valueNamedTwice(option: String)
    case tooManyCombinations(Int, max: Int)
    case unusableSKU(String)

    /// In this field of the request (a JSON pointer).
    case unknownCategory(field: String)
    case unknownChannel(field: String)
    case unknownTimeZone(TimeZoneName)

    case versionMismatch
    case badCursor
    case productNotActive
    case noPrice(SKU)
    /// The price list or the request is in another currency than the channel.
    case currencyMismatch(ChannelID, Currency)
}
