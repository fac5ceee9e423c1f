import JSON
import Models
import ServiceKit
import Synchronization

@testable import OrderService

/// Marketing, Inventory, Payment and Logistics as far as a checkout sees them: each remembers by the order's id, and
/// each can say no, lose its answer, or make the customer act.
final class FakeSuite: QuoteClient, ReservationClient, PaymentClient, ShipmentClient, Sendable {
    struct World {
        var quotes: Set<OrderID> = []
        var reservations: Set<OrderID> = []
        var payments: [PaymentID: PaymentAnswer] = [:]
        var voided: Set<PaymentID> = []
        var shipped: Set<OrderID> = []
        var stopped: Set<OrderID> = []
        var unitsLeft = 1_000_000
        var calls: [String: Int] = [:]

        var refusals: [String: Problem] = [:]
        /// How many more answers of a call are lost after it was done.
        var lostAnswers: [String: Int] = [:]
        var customerMustAct = false
        /// What happens elsewhere while a checkout is under way.
        var meanwhile: (@Sendable () async throws -> Void)?
    }

    struct AnswerLost: Error {}

    private let world = Mutex(World())

    func look<T: Sendable>(_ body: (World) -> T) -> T { world.withLock { body($0) } }
    func arrange(_ body: @Sendable (inout World) -> Void) { world.withLock { body(&$0) } }

    var peers: Peers { Peers(quotes: self, inventory: self, payments: self, shipments: self) }

    /// Everything that stands at the peers, for "leaves nothing behind".
    var standing: [String] {
        look { world in
            world.quotes.map { "quote \($0)" } + world.reservations.map { "reservation \($0)" }
                + world.payments.filter { $0.value == .authorised }.map { "payment \($0.key)" }
        }
    }

    private func answer<T: Sendable>(_ call: String, _ effect: (inout World) throws -> T) throws -> T {
        try world.withLock { world in
            world.calls[call, default: 0] += 1
            if let problem = world.refusals[call] { throw SagaRefusal(problem) }
            let answer = try effect(&world)
            if let lost = world.lostAnswers[call], lost > 0 {
                world.lostAnswers[call] = lost - 1
                throw AnswerLost()
            }
            return answer
        }
    }

    func quote(_ placing: Placing, _ context: CallContext) async throws -> Breakdown {
        try await look(\.meanwhile)?()
        return try answer("quote") { world in
            world.quotes.insert(placing.orderID)
            return try .sample(placing.lines.map { ($0.sku.value, $0.quantity) }, currency: placing.currency)
        }
    }

    func drop(_ orderID: OrderID, _ context: CallContext) async throws {
        try answer("drop") { world in _ = world.quotes.remove(orderID) }
    }

    func reserve(_ placing: Placing, holdSeconds: Int, _ context: CallContext) async throws -> Reservation {
        try answer("reserve") { world in
            let units = placing.lines.reduce(0) { $0 + $1.quantity }
            if world.reservations.insert(placing.orderID).inserted {
                guard world.unitsLeft >= units else {
                    world.reservations.remove(placing.orderID)
                    throw SagaRefusal(.outOfStock)
                }
                world.unitsLeft -= units
            }
            return Reservation(allocations: [])
        }
    }

    func release(_ orderID: OrderID, _ context: CallContext) async throws {
        try answer("release") { world in _ = world.reservations.remove(orderID) }
    }

    func authorise(_ placing: Placing, amount: Money, _ context: CallContext) async throws -> PaymentAnswer {
        guard let payment = placing.payment else { return .authorised }
        return try answer("authorise") { world in
            if let known = world.payments[payment.paymentID] { return known }
            let action = PaymentAction(json: Array(#"{"type":"qr","data":"https://qr.example/1"}"#.utf8))
            let answer: PaymentAnswer = world.customerMustAct ? .requiresAction(action) : .authorised
            world.payments[payment.paymentID] = answer
            return answer
        }
    }

    func void(_ paymentID: PaymentID, _ context: CallContext) async throws {
        try answer("void") { world in
            world.payments[paymentID] = nil
            world.voided.insert(paymentID)
        }
    }

    func stop(_ orderID: OrderID, _ context: CallContext) async throws -> Bool {
        try answer("stop") { world in
            if world.shipped.contains(orderID) { return false }
            world.stopped.insert(orderID)
            return true
        }
    }
}

extension Problem {
    static let outOfStock = Problem(
        .conflict,
        "out-of-stock",
        "Out of stock",
        detail: "Not every line can be promised."
    )
}
