public import JSON

/// One tax on one line.
public struct TaxLine: Sendable, Hashable {
    /// For example `VAT`.
    public let name: String

    /// Hundredths of a percent: 1300 is 13 %.
    public let rateBasisPoints: Int
    public let amount: Money

    /// Whether the prices contain it; if not, it comes on top.
    public let included: Bool

    public init(
        name: String,
        rateBasisPoints: Int,
        amount: Money,
        included: Bool
    ) {
        self.name = name
        self.rateBasisPoints = rateBasisPoints
        self.amount = amount
        self.included = included
    }
}

extension TaxLine: JSONConvertible {
    public init?(json: JSONNode) {
        let name = json.text("name", length: 1...60)
        let rateBasisPoints: Int? = json.required("rateBasisPoints", in: 0...100_000)
        let amount: Money? = json.required("amount")
        let included: Bool? = json.required("included")
        guard let name, let rateBasisPoints, let amount, let included else { return nil }
        self.init(
            name: name,
            rateBasisPoints: rateBasisPoints,
            amount: amount,
            included: included
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("rateBasisPoints", rateBasisPoints)
            json.field("amount", amount)
            json.field("included", included)
        }
    }
}
