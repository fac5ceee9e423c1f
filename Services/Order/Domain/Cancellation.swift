import Models

/// What cancelling means at each status.
enum Cancellation: Equatable, Sendable {
    /// It stands cancelled: asking again is no error.
    case done
    /// The checkout is told to unwind.
    case unwindCheckout
    /// Logistics is asked to stop; its word decides.
    case stopShipment
}

extension OrderStatus {
    /// An order may be cancelled until it ships; after that it can only be returned.
    func cancellation(of id: OrderID) throws(OrderError) -> Cancellation {
        switch self {
        case .cancelled, .rejected: .done
        case .checkingOut, .awaitingPayment: .unwindCheckout
        case .placed: .stopShipment
        case .shipped, .delivered: throw .alreadyShipped(id)
        }
    }
}
