import Models

/// A store of the study: a place that holds goods, and a till that sells them.
struct Store: Hashable, Comparable, Sendable {
    let id: String

    /// The reader lets pass only ids that make codes.
    var locationID: String { "store-\(id)" }
    var channelID: String { "till-\(id)" }

    static func < (left: Store, right: Store) -> Bool { left.id < right.id }
}
