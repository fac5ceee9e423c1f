public import JSON

/// Money that was taken outside our payment service; it is booked, never authorised again.
public struct Tender: Sendable, Hashable {
    public let method: TenderMethod
    public let amount: Money

    /// Receipt or settlement number.
    public let reference: String?

    public init(
        method: TenderMethod,
        amount: Money,
        reference: String? = nil
    ) {
        self.method = method
        self.amount = amount
        self.reference = reference
    }
}

extension Tender: JSONConvertible {
    public init?(json: JSONNode) {
        let method: TenderMethod? = json.required("method")
        let amount: Money? = json.required("amount")
        let reference = json.optionalText("reference", length: 1...120)
        guard let method, let amount else { return nil }
        self.init(
            method: method,
            amount: amount,
            reference: reference
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("method", method)
            json.field("amount", amount)
            json.field("reference", reference)
        }
    }
}
