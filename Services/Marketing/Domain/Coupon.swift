import Models

/// A code that unlocks a promotion, a limited number of times.
struct Coupon: Hashable, Sendable {
    let code: CouponCode
    let promotion: Promotion
    var limitTotal: Int64?
    var limitPerCustomer: Int64?
    var claimed: Int64
    var claimedByCustomer: Int64
    var validFrom: Timestamp?
    var validUntil: Timestamp?
}

/// Why a coupon does nothing for a basket; the raw value is what the buyer reads.
enum CouponRefusal: String, Error, Hashable, Sendable {
    case unknown = "There is no such coupon."
    case notYetValid = "The coupon is not valid yet."
    case expired = "The coupon has expired."
    case notOffered = "The promotion of this coupon is not offered here and now."
    case exhausted = "The coupon has been used as often as it may be."
    case usedByCustomer = "You have used this coupon as often as you may."
    case signInRequired = "Sign in to use this coupon: it is limited per customer."
}

extension Coupon {
    /// The first reason against using the coupon once more; nothing means that it may be claimed.
    func refusal(in channel: ChannelID, customer: CustomerID?, at time: Timestamp) -> CouponRefusal? {
        if let validFrom, time < validFrom { return .notYetValid }
        if let validUntil, validUntil <= time { return .expired }
        if !promotion.isOffered(in: channel, at: time) { return .notOffered }
        if let limitTotal, claimed >= limitTotal { return .exhausted }
        if let limitPerCustomer {
            guard customer != nil else { return .signInRequired }
            if claimedByCustomer >= limitPerCustomer { return .usedByCustomer }
        }
        return nil
    }
}

/// Codes to be issued: one that was chosen, or several random ones.
struct CouponIssue: Hashable, Sendable {
    let promotionID: PromotionID
    let code: CouponCode?
    let count: Int
    let limitTotal: Int64?
    let limitPerCustomer: Int64?
    let validFrom: Timestamp?
    let validUntil: Timestamp?

    /// Without letters and digits that look alike; 12 of 30 characters are not guessed.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")

    func codes(using generator: inout some RandomNumberGenerator) -> Set<CouponCode> {
        if let code { return [code] }
        var codes: Set<CouponCode> = []
        while codes.count < count {
            let text = (0..<12).compactMap { _ in Self.alphabet.randomElement(using: &generator) }
            CouponCode(String(text)).map { _ = codes.insert($0) }
        }
        return codes
    }
}

/// A coupon as staff see it.
struct CouponUse: Hashable, Sendable {
    let coupon: Coupon
    let overrun: Int64
}
