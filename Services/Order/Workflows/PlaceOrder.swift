import Models
import Postgres
import ServiceKit

/// The purchase: promise first, take money late, tell the world last.
///
///     quote ‖ reserve ─▶ authorise (may wait for the customer) ─▶ hold still stands? ─▶ placed, in one commit
struct PlaceOrder: Saga {
    let orders: OrderRepository
    let steps: [any SagaStep<Placing>]
    let name = "place-order"

    init(orders: OrderRepository, peers: Peers, times: CheckoutTimes) {
        self.orders = orders
        steps = [
            PromiseGoods(quotes: peers.quotes, inventory: peers.inventory, times: times),
            AuthorisePayment(payments: peers.payments, orders: orders, times: times),
            ConfirmHold(inventory: peers.inventory, times: times),
        ]
    }

    func paused(_ placing: Placing, on session: borrowing Session) throws {
        try orders.awaitPayment(placing, on: session)
    }

    func succeeded(_ placings: [Placing], on session: borrowing Session) throws {
        try orders.place(placings, on: session)
    }

    func unwound(_ placing: Placing, because refusal: SagaRefusal, on session: borrowing Session) throws {
        try orders.giveUp(placing, because: refusal, on: session)
    }
}

/// Whom a checkout talks to.
struct Peers: Sendable {
    let quotes: any QuoteClient
    let inventory: any ReservationClient
    let payments: any PaymentClient
    let shipments: any ShipmentClient
}

/// How long things may take.
struct CheckoutTimes: Sendable {
    /// Of one call to a peer.
    var callSeconds = 5.0
    /// How long a customer may take to pay.
    var paymentSeconds = 900
    /// How often an unpaid payment is asked about, should its event be lost.
    var pollSeconds = 15
    /// The goods are kept a little longer than the customer has.
    var holdSeconds: Int { paymentSeconds + 300 }
    /// Asked again, inventory lets a hold stand that has half of its time left. A minute of it is for the news of the order
    /// to get there.
    var surelyHeldSeconds: Int { holdSeconds / 2 - 60 }
}

extension Placing {
    func call(_ times: CheckoutTimes) -> CallContext {
        let trace = trace.flatMap(TraceParent.init) ?? TraceParent()
        return CallContext(
            requestID: trace.traceID,
            trace: trace,
            deadline: .after(seconds: times.callSeconds)
        )
    }
}
