import Models
import Postgres
import ServiceKit

/// What other services say, and what it means here. Every handler may hear its news twice and in any order.
struct HearNews: Sendable {
    let orders: OrderRepository
    let channels: ChannelRepository
    let checkouts: SagaRunner<PlaceOrder>

    var handlers: [EventHandler] {
        [
            .on(ChannelChanged.self) { channel, _, session in try channels.record(channel, on: session) },

            // Payment's own answer decides, so the checkout is only told to look.
            .together(PaymentAuthorised.self) { try checkouts.resume($0.map(\.orderID.saga), on: $1) },
            .together(PaymentFailed.self) { try checkouts.resume($0.map(\.orderID.saga), on: $1) },
            .together(ReservationExpired.self) { try checkouts.resume($0.map(\.orderID.saga), on: $1) },

            .on(PaymentCaptured.self) { news, _, session in
                try orders.note(payment: "captured", of: news.orderID, on: session)
            },
            .on(PaymentVoided.self) { news, _, session in
                try orders.note(payment: "voided", of: news.orderID, on: session)
            },
            .on(RefundSucceeded.self) { news, _, session in
                try orders.note(refund: news.refundID, status: "succeeded", on: session)
            },
            .on(RefundFailed.self) { news, _, session in
                try orders.note(refund: news.refundID, status: "failed", on: session)
            },

            .on(ShipmentShipped.self) { news, _, session in
                try follow(.shipped, of: news.orderID, reason: "shipment \(news.shipmentID) left", on: session)
            },
            .on(ShipmentDelivered.self) { news, _, session in
                let delivered = FulfilmentNews.delivered(orderComplete: news.orderComplete)
                try follow(delivered, of: news.orderID, reason: "shipment \(news.shipmentID) arrived", on: session)
            },
        ]
    }

    private func follow(
        _ news: FulfilmentNews,
        of id: OrderID,
        reason: String,
        on session: borrowing Session
    ) throws {
        let next = try orders.move(id, on: session, actor: "service:logistics", reason: reason) { $0.after(news) }
        if next == .delivered { try orders.outbox.append(OrderDelivered(orderID: id, at: .now), on: session) }
    }
}

extension OrderID {
    /// An order's checkout bears its id.
    var saga: SagaID { SagaID(uuid) }
}
