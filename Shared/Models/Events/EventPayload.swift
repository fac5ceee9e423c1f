public import JSON

/// What one kind of event says. The type's name is part of the contract between services and never changes; fields may
/// be added, and hearers that do not know them pass over them.
public protocol EventPayload: JSONConvertible, Sendable {
    /// For example `order.placed`.
    static var type: String { get }

    /// The id of what it happened to; events of one subject are heard in the order in which they were said.
    var subject: String { get }
}
