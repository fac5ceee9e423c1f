public import JSON

/// Units of one order line that travel together.
public struct ShipmentLine: Sendable, Hashable {
    public let lineID: Int
    public let sku: SKU
    public let quantity: Quantity

    public init(
        lineID: Int,
        sku: SKU,
        quantity: Quantity
    ) {
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
    }
}

extension ShipmentLine: JSONConvertible {
    public init?(json: JSONNode) {
        let lineID: Int? = json.required("lineId", in: 1...10_000)
        let sku: SKU? = json.required("sku")
        let quantity: Quantity? = json.required("quantity")
        guard let lineID, let sku, let quantity else { return nil }
        self.init(
            lineID: lineID,
            sku: sku,
            quantity: quantity
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
        }
    }
}
