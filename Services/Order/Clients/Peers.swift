import Models
import ServiceKit

/// What a checkout asks of Marketing. Both calls name the order, so repeating them finds the first answer.
protocol QuoteClient: Sendable {
    func quote(_ placing: Placing, _ context: CallContext) async throws -> Breakdown
    func drop(_ orderID: OrderID, _ context: CallContext) async throws
}

/// What it asks of Inventory: every line or none.
protocol ReservationClient: Sendable {
    func reserve(_ placing: Placing, holdSeconds: Int, _ context: CallContext) async throws -> Reservation
    func release(_ orderID: OrderID, _ context: CallContext) async throws
}

/// What it asks of Payment.
protocol PaymentClient: Sendable {
    func authorise(_ placing: Placing, amount: Money, _ context: CallContext) async throws -> PaymentAnswer
    func void(_ paymentID: PaymentID, _ context: CallContext) async throws
}

/// What a cancellation asks of Logistics.
protocol ShipmentClient: Sendable {
    /// - Returns: false when the goods have left.
    func stop(_ orderID: OrderID, _ context: CallContext) async throws -> Bool
}

enum PaymentAnswer: Sendable, Equatable {
    case authorised
    /// The customer must act at the provider.
    case requiresAction(PaymentAction)
    /// Payment does not know yet either; it asks the provider.
    case pending
    case declined(reason: String)
}
