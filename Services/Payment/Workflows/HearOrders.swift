import Logging
import Models
import Postgres
import ServiceKit

/// What orders and shipments mean for their money. Only the wish is recorded here, with the event; the worker carries
/// it out as soon as that is committed.
struct HearOrders: Sendable {
    let payments: PaymentRepository
    let logger: Logger

    var handlers: [EventHandler] {
        [
            .together(OrderPlaced.self) { orders, session in
                try payments.book(orders.compactMap(\.tendered), on: session)
            },
            .on(OrderCancelled.self) { order, _, session in
                try apply(.release(reason: order.reason), to: order.orderID, on: session)
            },
            .on(OrderRefunded.self) { order, _, session in
                let event = PaymentEvent.refund(order.refundID, order.amount, reason: order.reason)
                try apply(event, to: order.orderID, on: session)
            },
            .on(ShipmentShipped.self) { shipment, _, session in
                try apply(.capture(nil), to: shipment.orderID, on: session)
            },
        ]
    }

    /// An order without a payment, or with one that refuses, is told about once and not again: repeating the event would
    /// change nothing.
    private func apply(_ event: PaymentEvent, to order: OrderID, on session: borrowing Session) throws {
        guard let payment = try payments.standing(for: order, on: session) else {
            return logger.info("no payment stands for this order", metadata: ["order": "\(order)"])
        }
        do {
            // A refusal leaves nothing of its attempt behind.
            try session.savepoint { session in _ = try payments.update(payment, by: event, on: session) }
        } catch let error as PaymentError {
            logger.error("an order asked for the impossible", metadata: ["order": "\(order)", "cause": "\(error)"])
            try payments.tellRefusal(of: event, by: payment, of: order, because: error, on: session)
        }
    }
}

extension OrderPlaced {
    /// A till or a marketplace has taken the money already; it is booked as it was taken.
    fileprivate var tendered: Decision? {
        guard let tender, tender.amount.isPositive else { return nil }
        return Payment.tendered(
            paymentID ?? PaymentID(),
            orderID: orderID,
            customerID: customerID,
            method: PaymentMethod(tender.method),
            amount: tender.amount
        )
    }
}

extension PaymentMethod {
    init(_ tender: TenderMethod) {
        self =
            switch tender {
            case .cash: .cash
            case .card: .tillCard
            case .marketplace: .marketplace
            case .other: .otherTender
            }
    }
}
