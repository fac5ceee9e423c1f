/// What sending a cart costs, tax included.
public struct ShippingFee: Sendable, Hashable {
    public let fee: Money

    /// Free when the list prices reach this. Measured before discounts: otherwise a discount that an item brings could
    /// bring the fee back, and adding an item would cost more than its price.
    public let freeFrom: Money?

    public init(fee: Money, freeFrom: Money? = nil) {
        self.fee = fee
        self.freeFrom = freeFrom
    }
}
