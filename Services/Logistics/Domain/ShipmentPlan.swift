import Models

extension OrderPlaced {
    /// One shipment for each location that gives something; goods carried out of a store need none.
    ///
    /// - Parameter random: Makes the pickup codes.
    func shipments(
        by carriers: [Carrier],
        at moment: Timestamp,
        random: () -> UInt64
    ) throws(LogisticsError) -> [Shipment] {
        guard let method = Shipment.Method(rawValue: delivery.method.rawValue) else { return [] }
        var planned: [Shipment] = []
        for (location, lines) in linesByLocation() {
            let units = lines.reduce(0) { $0 + $1.quantity.value }
            let choice = method == .ship ? try carriers.choice(units: units, to: delivery.address?.country) : nil
            planned.append(
                Shipment(
                    id: ShipmentID(),
                    orderID: orderID,
                    orderNumber: number,
                    customerID: customerID,
                    location: location,
                    method: method,
                    lines: lines,
                    address: delivery.address,
                    carrier: choice?.carrier.code,
                    choice: choice?.explanation ?? "the customer collects at \(location.value)",
                    pickupCode: method == .pickup ? PickupCode(random: random()) : nil,
                    plannedAt: moment
                )
            )
        }
        return planned
    }

    private func linesByLocation() -> [(LocationID, [ShipmentLine])] {
        Dictionary(grouping: allocations, by: \.locationID)
            .mapValues { parts in
                parts.sorted { $0.lineID < $1.lineID }
                    .map { ShipmentLine(lineID: $0.lineID, sku: $0.sku, quantity: $0.quantity) }
            }
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
