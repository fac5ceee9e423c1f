import Models
import Postgres

extension ShipmentRepository {
    /// The shipment with a label: the one it has, or a new number.
    func label(_ id: ShipmentID, on session: borrowing Session) throws -> Shipment {
        let shipment = try update(orderOf: id, on: session) { _ in [] }.shipment(id)
        guard shipment.trackingNumber == nil else { return shipment }
        try shipment.requireLabelChange()
        guard shipment.method == .ship else { throw LogisticsError.pickupNeedsCode(id) }
        var labelled = [shipment]
        try labels.print(for: &labelled, by: labels.carriers(on: session), on: session)
        return labelled.first ?? shipment
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
