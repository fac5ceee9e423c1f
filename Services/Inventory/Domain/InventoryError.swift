import Models

enum InventoryError: Error, Equatable {
    case locationNotFound(LocationID)
    case locationExists(LocationID)
    case locationChanged(LocationID)
    /// Named in a body, as against in a path.
    case locationUnknown(LocationID)
    case timeZoneUnknown(TimeZoneName)
    case reservationNotFound(OrderID)
    /// Given up for good, perhaps before it was ever held.
    case reservationReleased(OrderID)
    /// The order's id already stands for other lines.
    case reservationDiffers(OrderID)
    case pickupNotOffered(LocationID)
    /// The correction would leave less on hand than is promised to orders.
    case belowReserved([StockLevel])
    case tillUnknown(OrderID)
}
