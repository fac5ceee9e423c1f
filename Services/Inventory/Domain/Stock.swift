import Models

/// One SKU in one location: the grain at which stock is kept, locked and told.
struct StockPlace: Hashable, Comparable, Sendable {
    let sku: SKU
    let location: LocationID

    static func < (left: StockPlace, right: StockPlace) -> Bool {
        (left.sku, left.location) < (right.sku, right.location)
    }
}

struct StockLevel: Equatable, Sendable {
    let place: StockPlace
    let onHand: Int
    let reserved: Int
    let version: Int64

    var available: Int { onHand - reserved }
}

/// What one decision does to one place. Several changes of one place in a batch are summed and written once.
struct StockChange: Equatable, Sendable {
    let place: StockPlace
    var reserved = 0
    var movement: Movement?

    static func hold(_ quantity: Int, at place: StockPlace) -> StockChange {
        StockChange(place: place, reserved: quantity)
    }

    static func release(_ quantity: Int, at place: StockPlace) -> StockChange {
        StockChange(place: place, reserved: -quantity)
    }
}

/// One line of the append-only ledger: on-hand stock is the sum of all deltas.
struct Movement: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case received, adjusted, sold, shipped
        /// Units that left although the books did not know them: booked in first, so that stock never goes below zero
        /// and the difference stays visible.
        case found
    }

    let kind: Kind
    let delta: Int
    var reason: String?
    var reference: String?
}
