import Models

/// All shipments of one order. Rules are about the order as a whole, because "stopped" and "complete" are.
struct Fulfilment: Equatable, Sendable {
    let orderID: OrderID
    var isStopped = false
    var shipments: [Shipment]
}

/// What happened to shipments, for the services that have to know.
enum ShipmentNews: Equatable, Sendable {
    case planned(Shipment)
    case shipped(Shipment)
    case delivered(Shipment, orderComplete: Bool)
    case cancelled(Shipment)
}

extension Fulfilment {
    /// The parcel leaves. Said twice it leaves once.
    mutating func dispatch(_ id: ShipmentID, at moment: Timestamp) throws(LogisticsError) -> [ShipmentNews] {
        let index = try index(of: id)
        let shipment = shipments[index]
        guard shipment.method == .ship else { throw .pickupNeedsCode(id) }
        switch shipment.status {
        case .shipped, .delivered: return []
        case .cancelled: throw .cancelled(id)
        case .planned:
            guard shipment.trackingNumber != nil else { throw .labelMissing(id) }
            return ship(index, at: moment)
        }
    }

    /// The customer takes the goods at the counter: they leave and arrive in one moment.
    mutating func collect(
        _ id: ShipmentID,
        code: PickupCode,
        at moment: Timestamp
    ) throws(LogisticsError) -> [ShipmentNews] {
        let index = try index(of: id)
        let shipment = shipments[index]
        guard let expected = shipment.pickupCode else { throw .notAPickup(id) }
        guard code == expected else { throw .wrongPickupCode(id) }
        switch shipment.status {
        case .shipped, .delivered: return []
        case .cancelled: throw .cancelled(id)
        case .planned: return ship(index, at: moment) + deliver(index, at: moment)
        }
    }

    /// What the carrier's scans say by now. A scan is a fact: a parcel seen on its way has left even when nobody pressed
    /// the button. A cancelled one stays cancelled; its scans show in the timeline.
    mutating func follow(_ id: ShipmentID, _ timeline: Timeline) throws(LogisticsError) -> [ShipmentNews] {
        let index = try index(of: id)
        var news: [ShipmentNews] = []
        if shipments[index].status == .planned, let leftAt = timeline.leftAt { news += ship(index, at: leftAt) }
        if shipments[index].status == .shipped, let deliveredAt = timeline.deliveredAt {
            news += deliver(index, at: deliveredAt)
        }
        return news
    }

    /// Nothing of this order may leave any more; refused once something has.
    mutating func stop(at moment: Timestamp) throws(LogisticsError) -> [ShipmentNews] {
        if let gone = shipments.first(where: \.status.hasLeft) { throw .alreadyShipped(gone.id) }
        isStopped = true
        var news: [ShipmentNews] = []
        for index in shipments.indices where shipments[index].status == .planned {
            shipments[index].status = .cancelled
            shipments[index].cancelledAt = moment
            news.append(.cancelled(shipments[index]))
        }
        return news
    }

    func shipment(_ id: ShipmentID) throws(LogisticsError) -> Shipment {
        shipments[try index(of: id)]
    }

    private func index(of id: ShipmentID) throws(LogisticsError) -> Int {
        guard let index = shipments.firstIndex(where: { $0.id == id }) else { throw .shipmentNotFound(id) }
        return index
    }

    private mutating func ship(_ index: Int, at moment: Timestamp) -> [ShipmentNews] {
        shipments[index].status = .shipped
        shipments[index].shippedAt = moment
        return [.shipped(shipments[index])]
    }

    private mutating func deliver(_ index: Int, at moment: Timestamp) -> [ShipmentNews] {
        shipments[index].status = .delivered
        shipments[index].deliveredAt = moment
        let isComplete = shipments.allSatisfy { $0.status == .delivered || $0.status == .cancelled }
        return [.delivered(shipments[index], orderComplete: isComplete)]
    }
}
