import Models

/// Units that have left the building. That is a fact and no request, so it is never refused: what the books lack is
/// booked as found first.
struct Departure: Sendable {
    let kind: Movement.Kind
    private(set) var changes: [StockChange] = []
    private var available: [StockPlace: Int]

    init(_ kind: Movement.Kind, from levels: [StockPlace: StockLevel]) {
        self.kind = kind
        available = levels.mapValues(\.available)
    }

    /// - Parameters:
    ///   - promised: How many of the units were reserved for this very departure.
    ///   - reference: The order or shipment they left with.
    mutating func leave(_ quantity: Int, promised: Int = 0, from place: StockPlace, reference: String) {
        let unpromised = quantity - promised
        let free = available[place] ?? 0
        if unpromised > free {
            let found = Movement(
                kind: .found,
                delta: unpromised - free,
                reason: "left unrecorded",
                reference: reference
            )
            changes.append(StockChange(place: place, movement: found))
        }
        available[place] = max(0, free - unpromised)
        let leaving = Movement(kind: kind, delta: -quantity, reference: reference)
        changes.append(StockChange(place: place, reserved: -promised, movement: leaving))
    }
}
