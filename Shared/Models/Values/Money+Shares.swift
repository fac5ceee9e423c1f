extension Money {
    /// `amount × numerator / denominator`, rounded once, at the end.
    public func portion(
        numerator: Int64,
        denominator: Int64,
        rounding: Rounding
    ) throws(MoneyError) -> Money {
        guard denominator > 0 else { throw .badWeights }
        let exact = Int128(amountMinor) * Int128(numerator)
        guard let rounded = Int64(exactly: rounding.quotient(exact, by: Int128(denominator))) else { throw .overflow }
        return Money(amountMinor: rounded, currency: currency)
    }

    /// Hundredths of a percent: 825 basis points are 8.25 %.
    public func portion(basisPoints: Int, rounding: Rounding) throws(MoneyError) -> Money {
        try portion(numerator: Int64(basisPoints), denominator: 10_000, rounding: rounding)
    }

    /// Parts in proportion to `weights` that always sum to the whole: each gets its share rounded towards zero, and
    /// what is left goes, unit by unit, to the largest remainders, the earlier part first among equals.
    public func allocated(by weights: [Int64]) throws(MoneyError) -> [Money] {
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard total > 0, weights.allSatisfy({ $0 >= 0 }) else { throw .badWeights }
        let whole = Int128(amountMinor.magnitude)
        var shares: [Int128] = []
        var remainders: [(position: Int, remainder: Int128)] = []
        for (position, weight) in weights.enumerated() {
            let (share, remainder) = (whole * Int128(weight)).quotientAndRemainder(dividingBy: total)
            shares.append(share)
            remainders.append((position, remainder))
        }
        let left = Int(whole - shares.reduce(0, +))
        remainders.sort { $0.remainder == $1.remainder ? $0.position < $1.position : $0.remainder > $1.remainder }
        for (position, _) in remainders.prefix(left) { shares[position] += 1 }
        let sign: Int128 = isNegative ? -1 : 1
        return shares.map { Money(amountMinor: Int64(truncatingIfNeeded: sign * $0), currency: currency) }
    }
}
