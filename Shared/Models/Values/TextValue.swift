public import JSON

/// Text that has been checked once, at the edge: a SKU, a coupon code, a channel's short name. From there inwards the
/// type says that it is good.
public protocol TextValue: Sendable, Hashable, Comparable, LosslessStringConvertible, JSONConvertible {
    /// Finishes the sentence "this field …" when the text is refused.
    static var expectation: String { get }

    var value: String { get }
    init?(_ text: String)
}

extension TextValue {
    public var description: String { value }

    public static func < (left: Self, right: Self) -> Bool {
        left.value < right.value
    }

    public init?(json: JSONNode) {
        guard let value = json.string.flatMap(Self.init) else {
            json.fail(Self.expectation)
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.string(value) }
}
