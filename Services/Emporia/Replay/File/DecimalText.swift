/// An amount as a file writes it, taken exactly: `1.43`, `0.0`, or `8.881784e-16` where a program wrote what its floating
/// point arithmetic left over.
struct DecimalText: Equatable {
    /// Rounded to the nearest hundredth, a half away from zero.
    let cents: Int64
    /// Whether the text says so many hundredths and nothing more.
    let isExact: Bool

    init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        let halves = rest.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = Array(parts[0].utf8)
        let fraction = parts.count == 2 ? Array(parts[1].utf8) : []
        let digits = (whole + fraction).map { Int64($0) - Int64(UInt8(ascii: "0")) }
        guard !whole.isEmpty, parts.count == 1 || !fraction.isEmpty, digits.allSatisfy({ 0...9 ~= $0 }),
            let exponent = halves.count == 2 ? Int(halves[1]) : 0, (-400...18).contains(exponent)
        else { return nil }

        /// How many digits stand before the point once it is moved to count hundredths.
        let kept = whole.count + exponent + 2
        var magnitude: Int64 = 0
        for position in 0..<max(0, kept) {
            guard magnitude <= Self.centsMax / 10 else { return nil }
            magnitude = magnitude * 10 + (position < digits.count ? digits[position] : 0)
        }
        if kept >= 0, kept < digits.count, digits[kept] >= 5 { magnitude += 1 }
        cents = isNegative ? -magnitude : magnitude
        isExact = digits.dropFirst(max(0, kept)).allSatisfy { $0 == 0 }
    }

    /// Ten billion of the currency: enough for a receipt, and a million of them still fit when they are added up.
    private static let centsMax: Int64 = 1_000_000_000_000
}
