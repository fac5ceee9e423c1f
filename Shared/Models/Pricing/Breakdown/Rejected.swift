public import JSON

/// A promotion, coupon or wish to spend points that did not count, and why.
public struct Rejected: Sendable, Hashable {
    public let code: String

    /// A sentence for the shopper.
    public let reason: String

    public init(
        code: String,
        reason: String
    ) {
        self.code = code
        self.reason = reason
    }
}

extension Rejected: JSONConvertible {
    public init?(json: JSONNode) {
        let code = json.text("code", length: 0...120)
        let reason = json.text("reason", length: 0...500)
        guard let code, let reason else { return nil }
        self.init(
            code: code,
            reason: reason
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("reason", reason)
        }
    }
}
