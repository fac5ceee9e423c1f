import Models

/// What a placed order counts on but is not promised, because its hold ran out first or was never heard of here.
struct Lack: Equatable, Sendable {
    /// The allocation as it must stand once the lack is made good.
    let allocation: Allocated
    let quantity: Int
}

extension Reservation? {
    func lacks(of wanted: [Allocated]) -> [Lack] {
        let standing = self?.allocations ?? []
        return wanted.compactMap { wanted in
            let row = standing.first { $0.lineID == wanted.lineID && $0.location == wanted.location }
            let promised = row.map { $0.quantity - $0.released } ?? 0
            guard promised < wanted.quantity else { return nil }
            var allocation = wanted
            allocation.shipped = row?.shipped ?? 0
            return Lack(allocation: allocation, quantity: wanted.quantity - promised)
        }
    }
}

extension [Lack] {
    /// All of it from where the order expects it, or nothing: its parcels are planned there already.
    func holds(from levels: [StockPlace: StockLevel]) -> [StockChange]? {
        var available = levels.mapValues(\.available)
        for lack in self {
            let left = (available[lack.allocation.place] ?? 0) - lack.quantity
            guard left >= 0 else { return nil }
            available[lack.allocation.place] = left
        }
        return map { .hold($0.quantity, at: $0.allocation.place) }
    }
}
