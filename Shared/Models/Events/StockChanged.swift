public import JSON

/// Stock of one SKU at one location, as it is now: `onHand = available + reserved`.
public struct StockChanged: EventPayload, Hashable {
    public static let type = "stock.changed"

    public let sku: SKU
    public let locationID: LocationID
    public let onHand: Int
    public let available: Int
    public let reserved: Int

    /// Rises with each change, so that a late event never overwrites a newer one.
    public let version: Int64

    public init(
        sku: SKU,
        locationID: LocationID,
        onHand: Int,
        available: Int,
        reserved: Int,
        version: Int64
    ) {
        self.sku = sku
        self.locationID = locationID
        self.onHand = onHand
        self.available = available
        self.reserved = reserved
        self.version = version
    }

    public var subject: String { "\(locationID)/\(sku)" }
}

extension StockChanged {
    public init?(json: JSONNode) {
        let sku: SKU? = json.required("sku")
        let locationID: LocationID? = json.required("locationId")
        let onHand: Int? = json.required("onHand")
        let available: Int? = json.required("available")
        let reserved: Int? = json.required("reserved")
        let version: Int64? = json.required("version")
        guard let sku, let locationID, let onHand, let available, let reserved, let version else { return nil }
        self.init(
            sku: sku,
            locationID: locationID,
            onHand: onHand,
            available: available,
            reserved: reserved,
            version: version
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", sku)
            json.field("locationId", locationID)
            json.field("onHand", onHand)
            json.field("available", available)
            json.field("reserved", reserved)
            json.field("version", version)
        }
    }
}
