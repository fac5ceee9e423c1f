import Models
import Postgres

extension ShipmentRepository {
    /// The shipment with a label: the one it has, or a new number.
    func label(_ id: ShipmentID, on session: borrowing Session) throws -> Shipment {
        var shipment = try update(orderOf: id, on: session) { _ in [] }.shipment(id)
        guard shipment.trackingNumber == nil else { return shipment }
        try shipment.requireLabelChange()
        guard let carrier = try labels.carriers(on: session).first(where: { $0.code == shipment.carrier }) else {
            throw LogisticsError.pickupNeedsCode(id)
        }
        shipment.trackingNumber = try labels.draw(for: id, from: carrier, on: session)
        return shipment
    }

    func voidLabel(_ id: ShipmentID, on session: borrowing Session) throws {
        let shipment = try update(orderOf: id, on: session) { _ in [] }.shipment(id)
        guard shipment.trackingNumber != nil else { return }
        try shipment.requireLabelChange()
        try labels.void(id, on: session)
    }
}

extension Shipment {
    /// What is on its way keeps the number that its customer was told.
    fileprivate func requireLabelChange() throws(LogisticsError) {
        switch status {
        case .planned: return
        case .shipped, .delivered: throw .alreadyShipped(id)
        case .cancelled: throw .cancelled(id)
        }
    }
}
