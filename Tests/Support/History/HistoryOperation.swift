public import JSON

/// One call of a client as the client saw it: a line of its history.
public struct HistoryOperation: Sendable, Equatable {
    public enum Kind: String, Sendable, JSONWritable {
        case buy, restock, readStock
    }

    public enum Outcome: Sendable, Equatable {
        /// - Parameter order: For a purchase, the order given.
        case ok(order: String)
        /// A definite no.
        case refused(String)
        /// A timeout, a lost connection, a 5xx: it may have happened, now or later.
        case unknown
    }

    public let process: String
    public let kind: Kind
    /// The goods.
    public let sku: String
    public let units: Int
    public var coupon: String?
    /// The Idempotency-Key: calls with one key are one wish.
    public let key: String
    public let invokedNanoseconds: Int64
    public let returnedNanoseconds: Int64
    public let outcome: Outcome

    public init(
        process: String,
        kind: Kind,
        sku: String,
        units: Int,
        coupon: String? = nil,
        key: String,
        invokedNanoseconds: Int64,
        returnedNanoseconds: Int64,
        outcome: Outcome
    ) {
        self.process = process
        self.kind = kind
        self.sku = sku
        self.units = units
        self.coupon = coupon
        self.key = key
        self.invokedNanoseconds = invokedNanoseconds
        self.returnedNanoseconds = returnedNanoseconds
        self.outcome = outcome
    }

    /// Why nobody who is refused for it could have been served: there was nothing left.
    public static let outOfStock = "/problems/out-of-stock"
}

extension HistoryOperation: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("process", process)
            json.field("operation", kind)
            json.field("key", sku)
            json.field("value", units)
            json.field("coupon", coupon)
            json.field("id", key)
            json.field("invoked_ns", invokedNanoseconds)
            json.field("returned_ns", returnedNanoseconds)
            switch outcome {
            case .ok(let order):
                json.field("type", "ok")
                json.field("result", order)
            case .refused(let reason):
                json.field("type", "fail")
                json.field("result", reason)
            case .unknown: json.field("type", "info")
            }
        }
    }
}
