public import JSON

/// The id of one kind of thing. The tag is what keeps an order's id from being passed as a payment's.
public struct ID<Tag>: Sendable, Hashable, Comparable {
    public let uuid: UUIDValue

    /// A new id (UUIDv7), greater than every earlier one of this process.
    public init() {
        uuid = UUIDClock.next()
    }

    public init(_ uuid: UUIDValue) {
        self.uuid = uuid
    }

    /// Before every id that was ever made: where a list begins.
    public static var lowest: ID { ID(UUIDValue(high: 0, low: 0)) }

    public static func < (left: ID, right: ID) -> Bool { left.uuid < right.uuid }
}

extension ID: LosslessStringConvertible {
    public init?(_ text: String) {
        guard let uuid = UUIDValue(text) else { return nil }
        self.uuid = uuid
    }

    /// Small letters, as in every URL, row and event.
    public var description: String { uuid.description }
}

extension ID: JSONConvertible {
    public init?(json: JSONNode) {
        guard let id = json.string.flatMap(Self.init) else {
            json.fail("must be a UUID")
            return nil
        }
        self = id
    }

    public func write(to json: inout JSONWriter) { json.string(description) }
}
