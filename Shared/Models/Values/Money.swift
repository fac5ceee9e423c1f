public import JSON

/// An amount in whole minor units of one currency: 19.99 yuan is 1999, 500 yen is 500, 1.250 dinars is 1250. Never a
/// fraction, never a Double. Arithmetic says when it overflows or when currencies differ, for a trap would end the
/// process for everybody.
public struct Money: Sendable, Hashable {
    public let amountMinor: Int64
    public let currency: Currency

    public init(amountMinor: Int64, currency: Currency) {
        self.amountMinor = amountMinor
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(amountMinor: 0, currency: currency) }

    public static func cny(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .cny) }
    public static func eur(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .eur) }
    public static func usd(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .usd) }
    public static func gbp(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .gbp) }
    public static func jpy(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .jpy) }
    public static func kwd(_ amountMinor: Int64) -> Money { Money(amountMinor: amountMinor, currency: .kwd) }

    public var isZero: Bool { amountMinor == 0 }
    public var isNegative: Bool { amountMinor < 0 }
    public var isPositive: Bool { amountMinor > 0 }
}

/// Why amounts could not be combined.
public enum MoneyError: Error, Equatable, Sendable {
    /// The result does not fit 64 bits of minor units.
    case overflow
    case currencyMismatch(Currency, Currency)

    /// Shares need weights of zero or more that are not all zero; a portion needs a positive denominator.
    case badWeights
}

extension Money: CustomStringConvertible {
    /// `19.99 CNY`, for logs and reasons; what shoppers see is the channel's to format.
    public var description: String {
        var digits = String(amountMinor.magnitude)
        if currency.exponent > 0 {
            digits = String(repeating: "0", count: max(0, currency.exponent + 1 - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -currency.exponent))
        }
        return "\(isNegative ? "-" : "")\(digits) \(currency.code)"
    }
}

extension Money: JSONConvertible {
    public init?(json: JSONNode) {
        let amountMinor: Int64? = json.required("amountMinor")
        let currency: Currency? = json.required("currency")
        guard let amountMinor, let currency else { return nil }
        self.init(amountMinor: amountMinor, currency: currency)
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("amountMinor", amountMinor)
            json.field("currency", currency)
        }
    }
}
