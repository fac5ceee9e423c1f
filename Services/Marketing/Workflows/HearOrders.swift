import Models
import Postgres
import ServiceKit

/// What orders do to claims, points and counters. Each event only adds its fact to the order's book; see `OrderBook`.
struct HearOrders: Sendable {
    let books: OrderBookStore

    var handlers: [EventHandler] {
        [
            .together(OrderPlaced.self) { events, session in try placed(events, on: session) },
            .on(OrderCancelled.self) { event, _, session in
                try books.record(event.orderID, on: session) { $0.isCancelled = true }
            },
            .on(OrderRefunded.self) { event, _, session in try refunded(event, on: session) },
            .on(OrderDelivered.self) { event, _, session in
                try books.markDelivered(event.orderID, at: event.at, on: session)
            },
        ]
    }

    private func placed(_ events: [OrderPlaced], on session: borrowing Session) throws {
        let events = Dictionary(events.map { ($0.orderID, $0) }, uniquingKeysWith: { first, _ in first })
        try books.record(Set(events.keys), on: session) { book in
            guard let event = events[book.orderID] else { return }
            book.customerID = book.customerID ?? event.customerID
            book.placement = OrderBook.Placement(event)
        }
    }

    /// A refund counts once by its own id, whatever the events that tell of it.
    private func refunded(_ event: OrderRefunded, on session: borrowing Session) throws {
        let units = event.lines.reduce(0) { $0 + Int64($1.quantity.value) }
        try books.record(event.orderID, on: session) { book in
            guard try books.add(event, units: units, on: session) else { return }
            book.refunded.amountMinor += event.amount.amountMinor
            book.refunded.units += units
        }
    }
}

extension OrderBook.Placement {
    /// Coupons count only for orders that were quoted here; what a till or a marketplace calls a coupon is its own. Their
    /// customers earn points all the same, by the rule for every order.
    init(_ event: OrderPlaced) {
        let breakdown = event.breakdown
        let isQuoted = event.origin == .web
        self.init(
            placedAt: event.placedAt,
            total: breakdown.total,
            units: breakdown.lines.reduce(0) { $0 + Int64($1.quantity.value) },
            pointsEarned: isQuoted
                ? Int64(breakdown.pointsEarned) : PointsPolicy(breakdown.currency).earned(for: breakdown.total),
            pointsSpent: Int64(breakdown.pointsSpent),
            coupons: isQuoted ? breakdown.usedCoupons : []
        )
    }
}
