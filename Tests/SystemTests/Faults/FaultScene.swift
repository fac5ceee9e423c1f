import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

/// A few purchases of every kind, each carried on by somebody who asks until they know how it ended: paid by card and by
/// code, declined, shipped, cancelled, refunded; and a hold that nobody wants any more.
struct FaultScene {
    let shop: SystemShop
    let name: String

    private static let payments: [Buyer.Payment] = [.card, .card, .card, .wallet, .declined, .card, .wallet, .declined]

    /// A minute after the last fault everything must have ended (I-13).
    private static let patience = Duration.seconds(60)

    /// - Parameter wanted: What is waited for; a payment that somebody died with is anybody's after 15 s.
    /// - Returns: What is left when nothing is under way any more.
    func play(expecting wanted: EndState? = nil) async throws -> EndState {
        async let expired: Void = letHoldExpire()
        let orders = try await buy()
        let placed = try orders.prefix(3).map { try #require($0, "\(name): a card that is good was refused") }
        async let shipped: Void = ship(placed[0])
        async let cancelled: Void = cancel(placed[1])
        async let refunded: Void = shipAndRefund(placed[2])
        _ = try await (shipped, cancelled, refunded, expired)
        return try await shop.withDatabase { database in
            try await eventually("\(name): nothing is under way") {
                (try? await shop.isSettled(database)) == true
            }
            let limit = ContinuousClock.now + Self.patience
            var found = try await EndState(of: name, in: shop, database)
            while let wanted, found != wanted, ContinuousClock.now < limit {
                try await Task.sleep(for: .milliseconds(100))
                found = try await EndState(of: name, in: shop, database)
            }
            return found
        }
    }

    /// - Returns: The orders of those who got one.
    private func buy() async throws -> [String?] {
        let calls = CallLog()
        let buyers = try Self.payments.enumerated().map { number, payment in
            try Buyer("\(name)-\(number)", wanting: .crowd, paying: payment, in: shop)
        }
        return try await withThrowingTaskGroup(of: (Int, String?).self) { group in
            for (number, buyer) in buyers.enumerated() {
                group.addTask {
                    switch await buyer.buy(in: shop, withinSeconds: 90, watch: calls) {
                    case .placed(let order): return (number, order)
                    case .refused: return (number, nil)
                    case .unknown(let last): throw Unanswered(description: "\(name): no answer after \(last)")
                    }
                }
            }
            return try await group.reduce(into: Array(repeating: nil, count: buyers.count)) { $0[$1.0] = $1.1 }
        }
    }

    private func ship(_ order: String) async throws {
        let shipment = try await parcel(of: order)
        try await ask(.post, .logistics, "/v1/shipments/\(shipment)/dispatch", as: .warehouse)
    }

    /// Once there is a parcel to stop: without one there would be less to compare.
    private func cancel(_ order: String) async throws {
        _ = try await parcel(of: order)
        try await ask(.post, .order, "/v1/orders/\(order)/cancellation", as: .support)
    }

    private func parcel(of order: String) async throws -> String {
        let token = try shop.token(.warehouse)
        return try await eventualValue("\(name): order \(order) has a parcel") {
            try? await shop.send(.get, .logistics, "/v1/shipments?orderId=\(order)", as: token, timeoutSeconds: 3)[
                "items/0/id"
            ]
        }
    }

    private func shipAndRefund(_ order: String) async throws {
        try await ship(order)
        let token = try shop.token(.support)
        // Earlier, the refund would be waived rather than paid.
        try await eventually("\(name): order \(order) is shipped and paid") {
            let answer = try? await shop.send(.get, .order, "/v1/orders/\(order)", as: token, timeoutSeconds: 3)
            return answer?["status"] == "shipped" && answer?["paymentStatus"] == "captured"
        }
        let wish = #"{"lines":[{"lineId":1,"quantity":1}],"reason":"arrived broken"}"#
        try await ask(.post, .order, "/v1/orders/\(order)/refunds", as: .support, wish)
    }

    /// As a checkout that died would leave it.
    private func letHoldExpire() async throws {
        let key = try Rotation(shop: shop).key("order")
        let token = try ServiceIdentity(name: .order, key: key).token(for: .inventory)
        let hold = #"{"channelId":"web","holdSeconds":1,"lines":[{"lineId":1,"sku":"POT","quantity":1}]}"#
        let order = OrderID()
        try await eventually("\(name): goods are held") {
            let path = "/v1/reservations/\(order)"
            return (try? await shop.send(.put, .inventory, path, as: token, body: hold, timeoutSeconds: 3))?.isSuccess
                == true
        }
        try await shop.withDatabase { database in
            try await eventually("\(name): the hold has ended") {
                let rows = try await database.query(
                    "SELECT status FROM inventory.reservations WHERE order_id = \(order)"
                )
                return try rows.first?.get("status", as: String.self) == "expired"
            }
        }
    }

    /// Asks with one key until there is a success.
    private func ask(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        as role: Role,
        _ body: String? = nil
    ) async throws {
        let (token, key) = (try shop.token(role), EventID().description)
        var last = "nothing"
        do {
            try await eventually("\(name): \(path) succeeds") {
                let answer = try? await shop.send(
                    method,
                    service,
                    path,
                    as: token,
                    body: body,
                    key: key,
                    timeoutSeconds: 6
                )
                last = answer.map { "\($0.status) \($0.text)" } ?? last
                return answer?.isSuccess == true
            }
        } catch {
            Issue.record("\(name): \(path) → \(last)")
            throw error
        }
    }
}

/// A buyer who never learned how it ended.
private struct Unanswered: Error, CustomStringConvertible {
    let description: String
}

extension HTTPAnswer {
    fileprivate var isSuccess: Bool { (200..<300).contains(status) }
}
