/// What the calculator is asked to price: units of one SKU at a price that was resolved before.
public struct CartLine: Sendable, Hashable {
    /// Counts from 1; the line keeps it in the breakdown.
    public let lineID: Int
    public let sku: SKU

    /// At least one.
    public let quantity: Quantity

    /// Of one unit, not negative.
    public let unitPrice: Money

    /// Which taxes apply; see `TaxRule`.
    public let taxClass: String

    public init(lineID: Int, sku: SKU, quantity: Quantity, unitPrice: Money, taxClass: String = "standard") {
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.taxClass = taxClass
    }
}
