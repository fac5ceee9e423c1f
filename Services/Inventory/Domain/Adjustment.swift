import Models

extension [StockChange] {
    /// A correction may not take what is promised to orders: those must be cancelled first, by whoever knows which.
    func requireCovered(by levels: [StockPlace: StockLevel]) throws(InventoryError) {
        var onHand = levels.mapValues(\.onHand)
        for change in self { onHand[change.place, default: 0] += change.movement?.delta ?? 0 }
        let short = levels.values.filter { (onHand[$0.place] ?? 0) < $0.reserved }
        guard short.isEmpty else {
            throw .belowReserved(short.sorted { $0.place.sku.value < $1.place.sku.value })
        }
    }
}
