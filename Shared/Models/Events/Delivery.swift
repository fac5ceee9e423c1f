public import JSON

/// Where an order goes. `ship` needs an address, `pickup` and `carryOut` a location.
public struct Delivery: Sendable, Hashable {
    public let method: DeliveryMethod
    public let address: Address?

    /// Pickup point, or the till's store.
    public let locationID: LocationID?
    public let email: String?
    public let phone: String?

    public init(
        method: DeliveryMethod,
        address: Address? = nil,
        locationID: LocationID? = nil,
        email: String? = nil,
        phone: String? = nil
    ) {
        self.method = method
        self.address = address
        self.locationID = locationID
        self.email = email
        self.phone = phone
    }
}

extension Delivery: JSONConvertible {
    public init?(json: JSONNode) {
        let method: DeliveryMethod? = json.required("method")
        let address: Address? = json.optional("address")
        let locationID: LocationID? = json.optional("locationId")
        let email = json.optionalText("email", length: 3...254)
        let phone = json.optionalText("phone", length: 3...32)
        guard let method else { return nil }
        self.init(
            method: method,
            address: address,
            locationID: locationID,
            email: email,
            phone: phone
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("method", method)
            json.field("address", address)
            json.field("locationId", locationID)
            json.field("email", email)
            json.field("phone", phone)
        }
    }
}
