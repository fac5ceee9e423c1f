import Models

/// What may still be promised, and from where: a snapshot that a batch of orders draws down first come, first served.
struct StockPool: Sendable {
    struct Source: Equatable, Sendable {
        let location: LocationID
        let priority: Int
        let services: Set<LocationService>
    }

    /// Best first: by priority, then by code, so that equal stock always gives the equal answer.
    let shipping: [LocationID]
    private let pickups: Set<LocationID>
    private var available: [StockPlace: Int] = [:]

    /// - Parameter sources: Active locations only.
    init(sources: [Source], levels: [StockLevel]) {
        shipping = sources.filter { $0.services.contains(.ships) }
            .sorted { ($0.priority, $0.location.value) < ($1.priority, $1.location.value) }
            .map(\.location)
        pickups = Set(sources.filter { $0.services.contains(.pickup) }.map(\.location))
        for level in levels { available[level.place] = level.available }
    }

    func handsOver(at location: LocationID) -> Bool {
        pickups.contains(location)
    }

    func available(_ sku: SKU, at location: LocationID) -> Int {
        available[StockPlace(sku: sku, location: location)] ?? 0
    }

    mutating func take(_ quantity: Int, of sku: SKU, at location: LocationID) {
        available[StockPlace(sku: sku, location: location), default: 0] -= quantity
    }
}
