extension Money {
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try requireSameCurrency(other)
        return try checked(amountMinor.addingReportingOverflow(other.amountMinor))
    }

    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try requireSameCurrency(other)
        return try checked(amountMinor.subtractingReportingOverflow(other.amountMinor))
    }

    public func multiplied(by factor: Int64) throws(MoneyError) -> Money {
        try checked(amountMinor.multipliedReportingOverflow(by: factor))
    }

    public func negated() throws(MoneyError) -> Money {
        try Money.zero(currency).subtracting(self)
    }

    /// Whether this is less than `other`; amounts of two currencies have no order.
    public func isLess(than other: Money) throws(MoneyError) -> Bool {
        try requireSameCurrency(other)
        return amountMinor < other.amountMinor
    }

    /// The sum; zero of `currency` when there is nothing to add.
    public static func sum(of amounts: some Sequence<Money>, in currency: Currency) throws(MoneyError) -> Money {
        var total = Money.zero(currency)
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    private func requireSameCurrency(_ other: Money) throws(MoneyError) {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    }

    private func checked(_ result: (partialValue: Int64, overflow: Bool)) throws(MoneyError) -> Money {
        guard !result.overflow else { throw .overflow }
        return Money(amountMinor: result.partialValue, currency: currency)
    }
}
