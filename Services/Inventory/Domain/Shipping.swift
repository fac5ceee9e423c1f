import Models

/// Units that a parcel took from one place.
struct Leaving: Equatable, Sendable {
    let place: StockPlace
    let quantity: Int
    /// How many of them were still promised; the rest was given back before and must be found again.
    let promised: Int
}

extension Reservation {
    /// Takes note of what left, and tells what to book out.
    ///
    /// Units beyond an allocation were heard of before, so a repeated event books nothing; a line that was never
    /// allocated here is taken at its word.
    mutating func ship(_ lines: [ReservationLine], from location: LocationID) -> [Leaving] {
        let leaving = lines.compactMap { ship($0, from: location) }
        if !leaving.isEmpty { status = statusAfterShipping }
        return leaving
    }

    private mutating func ship(_ line: ReservationLine, from location: LocationID) -> Leaving? {
        let index = index(of: line, at: location)
        let part = allocations[index]
        let quantity = min(line.quantity, part.quantity - part.shipped)
        guard quantity > 0 else { return nil }
        let promised = min(quantity, part.open)
        allocations[index].shipped += quantity
        allocations[index].released -= quantity - promised
        return Leaving(place: part.place, quantity: quantity, promised: promised)
    }

    private mutating func index(of line: ReservationLine, at location: LocationID) -> Int {
        if let index = allocations.firstIndex(where: { $0.lineID == line.lineID && $0.location == location }) {
            return index
        }
        allocations.append(
            Allocated(
                lineID: line.lineID,
                sku: line.sku,
                location: location,
                quantity: line.quantity,
                released: line.quantity
            )
        )
        return allocations.count - 1
    }

    /// A parcel that left proves that the order was placed, whichever news came first.
    private var statusAfterShipping: Status {
        switch status {
        case .held, .firm, .committed, .expired:
            allocations.allSatisfy { $0.shipped == $0.quantity } ? .committed : .firm
        case .released:
            .released
        }
    }
}
