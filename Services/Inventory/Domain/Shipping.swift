import Models

/// What a parcel that left does to a reservation: its allocations as they will be, and the units to book out.
struct Shipping: Equatable, Sendable {
    struct Leaving: Equatable, Sendable {
        let place: StockPlace
        let quantity: Int
        /// How many of them were still promised; the rest was given back before and must be found again.
        let promised: Int
    }

    private(set) var changed: [Allocated] = []
    private(set) var leaving: [Leaving] = []

    /// Units beyond an allocation were heard of before, so a repeated event books nothing; a line that was never
    /// allocated here is taken at its word.
    init(of lines: [ReservationLine], from location: LocationID, against standing: [Allocated]) {
        for line in lines {
            var row =
                standing.first { $0.lineID == line.lineID && $0.location == location }
                ?? Allocated(
                    lineID: line.lineID,
                    sku: line.sku,
                    location: location,
                    quantity: line.quantity,
                    released: line.quantity
                )
            let quantity = min(line.quantity, row.quantity - row.shipped)
            guard quantity > 0 else { continue }
            let promised = min(quantity, row.open)
            row.shipped += quantity
            row.released -= quantity - promised
            changed.append(row)
            leaving.append(Leaving(place: row.place, quantity: quantity, promised: promised))
        }
    }
}

extension Reservation.Status {
    /// A parcel that left proves that the order was placed, whichever news came first.
    func afterShipping(allShipped: Bool) -> Reservation.Status {
        switch self {
        case .held, .firm, .committed, .expired: allShipped ? .committed : .firm
        case .released: .released
        }
    }
}
