import Models

/// What the rules of orders refuse.
enum OrderError: Error, Equatable {
    case notFound(OrderID)
    case illegalTransition(OrderID, from: OrderStatus, to: OrderStatus)
    case alreadyShipped(OrderID)
    /// Another instance is at work on the checkout at this moment.
    case busy(OrderID)
    case notRefundable(OrderID, OrderStatus)
    case nothingToRefund
    case refundLine(index: Int, RefundLineFault)
    case shippingAlreadyRefunded
    case refundExceedsPaid
}

enum RefundLineFault: Equatable, Sendable {
    case unknownLine(Int)
    case listedTwice(Int)
    case tooMany(left: Int)
}
