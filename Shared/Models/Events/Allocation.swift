public import JSON

/// Units of one order line, held at one location.
public struct Allocation: Sendable, Hashable {
    public let lineID: Int
    public let sku: SKU
    public let quantity: Quantity
    public let locationID: LocationID

    public init(
        lineID: Int,
        sku: SKU,
        quantity: Quantity,
        locationID: LocationID
    ) {
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
        self.locationID = locationID
    }
}

extension Allocation: JSONConvertible {
    public init?(json: JSONNode) {
        let lineID: Int? = json.required("lineId", in: 1...10_000)
        let sku: SKU? = json.required("sku")
        let quantity: Quantity? = json.required("quantity")
        let locationID: LocationID? = json.required("locationId")
        guard let lineID, let sku, let quantity, let locationID else { return nil }
        self.init(
            lineID: lineID,
            sku: sku,
            quantity: quantity,
            locationID: locationID
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
            json.field("locationId", locationID)
        }
    }
}
