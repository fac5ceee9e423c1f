public import JSON

/// Somebody became a customer.
public struct CustomerRegistered: EventPayload, Hashable {
    public static let type = "customer.registered"

    public let customerID: CustomerID
    public let at: Timestamp

    public init(
        customerID: CustomerID,
        at: Timestamp
    ) {
        self.customerID = customerID
        self.at = at
    }

    public var subject: String { customerID.description }
}

extension CustomerRegistered {
    public init?(json: JSONNode) {
        let customerID: CustomerID? = json.required("customerId")
        let at: Timestamp? = json.required("at")
        guard let customerID, let at else { return nil }
        self.init(
            customerID: customerID,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customerId", customerID)
            json.field("at", at)
        }
    }
}
