public import JSON

/// Why a price holds or does not.
public enum PriceVerdict: String, Sendable, CaseIterable, JSONConvertible {
    case chosen
    case otherSKU, otherCurrency, otherChannel, otherTier, notYetValid, noLongerValid

    /// Another one applies too and has a higher priority, is for this very channel or tier, or began later.
    case lowerPriority, lessSpecificChannel, lessSpecificTier, beganEarlier

    /// Equal in all of that; the list with the smaller id was taken.
    case laterList
}

extension PriceEntry {
    /// Why this price does not apply to `question`; `nil` when it does.
    func obstacle(to question: PriceResolution.Question) -> PriceVerdict? {
        if sku != question.sku { return .otherSKU }
        if amount.currency != question.currency { return .otherCurrency }
        if let channelID, channelID != question.channelID { return .otherChannel }
        if let tier, tier != question.tier { return .otherTier }
        if let validFrom, question.at < validFrom { return .notYetValid }
        if let validUntil, question.at >= validUntil { return .noLongerValid }
        return nil
    }

    func precedes(_ other: PriceEntry) -> Bool {
        other.reasonToLose(against: self) != nil
    }

    /// The first point in which `other` is better; `nil` when this one is, or when they are the same.
    func reasonToLose(against other: PriceEntry) -> PriceVerdict? {
        if priority != other.priority { return priority < other.priority ? .lowerPriority : nil }
        if (channelID == nil) != (other.channelID == nil) { return channelID == nil ? .lessSpecificChannel : nil }
        if (tier == nil) != (other.tier == nil) { return tier == nil ? .lessSpecificTier : nil }
        let (began, otherBegan) = (validFrom?.microseconds ?? .min, other.validFrom?.microseconds ?? .min)
        if began != otherBegan { return began < otherBegan ? .beganEarlier : nil }
        if priceListID != other.priceListID { return priceListID > other.priceListID ? .laterList : nil }
        return amount.amountMinor > other.amount.amountMinor ? .laterList : nil
    }
}
