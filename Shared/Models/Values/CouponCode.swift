/// What a shopper types to get a discount. Kept in capitals, so that `save10` and `SAVE10` are one coupon.
public struct CouponCode: TextValue {
    public static let expectation = "must have 1 to 40 of the characters A-Z, 0-9, - and _"

    public let value: String

    public init?(_ text: String) {
        guard (1...40).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "-_".utf8.contains($0) })
        else { return nil }
        value = text.uppercased()
    }
}
