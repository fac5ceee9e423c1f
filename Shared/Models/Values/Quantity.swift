public import JSON

/// How many units, from 0 to 2 147 483 647. The upper end is that of Postgres' `integer`; arithmetic that leaves the
/// range gives `nil` instead of ending the process.
public struct Quantity: Sendable, Hashable, Comparable {
    public static let range = 0...Int(Int32.max)
    public static let zero: Quantity = 0

    public let value: Int

    public init?(_ value: Int) {
        guard Self.range.contains(value) else { return nil }
        self.value = value
    }

    public func adding(_ other: Quantity) -> Quantity? { Quantity(value + other.value) }
    public func subtracting(_ other: Quantity) -> Quantity? { Quantity(value - other.value) }

    public static func < (left: Quantity, right: Quantity) -> Bool { left.value < right.value }
}

/// A literal is at most 65 535, so the compiler refuses one that does not fit and `Quantity(2)` is never `nil`.
extension Quantity: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt16) { self.value = Int(value) }
}

extension Quantity: CustomStringConvertible {
    public var description: String { "\(value)" }
}

extension Quantity: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = json.int64.flatMap({ Quantity(Int($0)) }) else {
            json.fail("must be a whole number from 0 to \(Int32.max)")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.int(value) }
}
