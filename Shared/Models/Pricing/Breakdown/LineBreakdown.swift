public import JSON

/// How the price of one line came about. Lines of our own orders have at least one unit and never cost less than nothing;
/// lines from a till may have none (weighed goods, deposits) and may be negative (a coupon worth more than the goods).
public struct LineBreakdown: Sendable, Hashable {
    /// Counts from 1.
    public let lineID: Int
    public let sku: SKU
    public let quantity: Quantity

    /// List or shelf price of one unit.
    public let unitPrice: Money

    /// All units before adjustments.
    public let subtotal: Money
    public let adjustments: [Adjustment]
    public let tax: [TaxLine]

    /// Subtotal, adjustments and the taxes that are not included.
    public let total: Money

    public init(
        lineID: Int,
        sku: SKU,
        quantity: Quantity,
        unitPrice: Money,
        subtotal: Money,
        adjustments: [Adjustment],
        tax: [TaxLine],
        total: Money
    ) {
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.subtotal = subtotal
        self.adjustments = adjustments
        self.tax = tax
        self.total = total
    }
}

extension LineBreakdown: JSONConvertible {
    public init?(json: JSONNode) {
        let lineID: Int? = json.required("lineId", in: 1...10_000)
        let sku: SKU? = json.required("sku")
        let quantity: Quantity? = json.required("quantity")
        let unitPrice: Money? = json.required("unitPrice")
        let subtotal: Money? = json.required("subtotal")
        let adjustments: [Adjustment]? = json.required("adjustments")
        let tax: [TaxLine]? = json.required("tax")
        let total: Money? = json.required("total")
        guard let lineID, let sku, let quantity, let unitPrice, let subtotal, let adjustments, let tax, let total else {
            return nil
        }
        self.init(
            lineID: lineID,
            sku: sku,
            quantity: quantity,
            unitPrice: unitPrice,
            subtotal: subtotal,
            adjustments: adjustments,
            tax: tax,
            total: total
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
            json.field("unitPrice", unitPrice)
            json.field("subtotal", subtotal)
            json.field("adjustments", adjustments)
            json.field("tax", tax)
            json.field("total", total)
        }
    }
}
