public import JSON

/// A currency by its ISO 4217 letters, and how many decimals its minor unit has: 0 for the yen, 3 for the dinar.
/// Letters and exponent lie in the value itself, so that neither comparing nor printing looks anything up.
public struct Currency: Sendable, Hashable {
    private let letters: UInt32

    /// Decimals of the minor unit: 1 unit = 10^exponent minor units.
    public let exponent: Int

    public static let cny = Currency(known: "CNY")
    public static let eur = Currency(known: "EUR")
    public static let gbp = Currency(known: "GBP")
    public static let hkd = Currency(known: "HKD")
    public static let usd = Currency(known: "USD")
    public static let jpy = Currency(known: "JPY", exponent: 0)
    public static let bhd = Currency(known: "BHD", exponent: 3)
    public static let kwd = Currency(known: "KWD", exponent: 3)

    /// `nil` unless ISO 4217 lists the code, in capitals, as one with a minor unit.
    public init?(_ code: String) {
        guard code.utf8.count == 3, let exponent = Self.exponents[Self.packed(code)] else { return nil }
        letters = Self.packed(code)
        self.exponent = exponent
    }

    private init(known code: String, exponent: Int = 2) {
        letters = Self.packed(code)
        self.exponent = exponent
    }

    public var code: String {
        String(unsafeUninitializedCapacity: 3) { text in
            for position in 0..<3 { text[position] = UInt8(truncatingIfNeeded: letters >> UInt32(16 - 8 * position)) }
            return 3
        }
    }

    /// Every currency, by code.
    public static var all: [Currency] {
        exponents.map { Currency(letters: $0.key, exponent: $0.value) }.sorted { $0.letters < $1.letters }
    }

    private init(letters: UInt32, exponent: Int) {
        self.letters = letters
        self.exponent = exponent
    }

    static func packed(_ code: String) -> UInt32 {
        code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension Currency: LosslessStringConvertible {
    public var description: String { code }
}

extension Currency: JSONConvertible {
    public init?(json: JSONNode) {
        guard let currency = json.string.flatMap(Self.init) else {
            json.fail("must be a currency code (ISO 4217)")
            return nil
        }
        self = currency
    }

    public func write(to json: inout JSONWriter) { json.string(code) }
}
