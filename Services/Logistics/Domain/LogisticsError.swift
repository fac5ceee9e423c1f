import Models

enum LogisticsError: Error, Equatable {
    case shipmentNotFound(ShipmentID)
    /// Something of the order has left; it can be returned, but not stopped.
    case alreadyShipped(ShipmentID)
    case cancelled(ShipmentID)
    case labelMissing(ShipmentID)
    case pickupNeedsCode(ShipmentID)
    case notAPickup(ShipmentID)
    case wrongPickupCode(ShipmentID)
    case noCarrier(units: Int, country: CountryCode?)
    /// The carrier's row makes no valid number.
    case numbering(CarrierCode)
}
