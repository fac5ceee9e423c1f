import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

/// Somebody who wants one thing and asks, with one Idempotency-Key, until they know how it ended.
struct Buyer: Sendable {
    let key: String
    let token: String
    let order: String

    enum Payment: String, CaseIterable {
        case card = #"{"method":"card","token":"tok_ok"}"#
        case declined = #"{"method":"card","token":"tok_declined"}"#
        /// Paid when the customer scans a code; the simulator plays that customer.
        case wallet = #"{"method":"alipay"}"#
    }

    enum Outcome: Equatable, Sendable {
        case placed(order: String)
        case refused(problem: String)
        case unknown(last: String)
    }

    /// - Parameter name: Makes guest and key unique.
    init(_ name: String, wanting goods: Goods, paying payment: Payment, in shop: SystemShop) throws {
        key = name
        token = try shop.token(.guest, subject: name)
        order = """
            {"channelId":"web","lines":[{"sku":"\(goods.rawValue)","quantity":1}],"payment":\(payment.rawValue),
             "delivery":{"method":"ship","email":"\(name)@example.org","address":\(SystemShop.address)}}
            """
    }

    /// - Parameter watch: Sees each answer and each failed call.
    func buy(in shop: SystemShop, withinSeconds seconds: Double = 240, watch: CallLog) async -> Outcome {
        let limit = ContinuousClock.now + .seconds(seconds)
        var last = "nothing"
        while ContinuousClock.now < limit {
            do {
                let path = "/v1/checkouts"
                let answer = try await shop.send(.post, .order, path, as: token, body: order, key: key)
                watch.add(answer)
                last = answer.text
                if let outcome = Self.outcome(of: answer) { return outcome }
            } catch {
                watch.add(error)
                last = "\(error)"
            }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 100..<300)))
        }
        return .unknown(last: last)
    }

    /// Nil when it is worth asking again.
    private static func outcome(of answer: HTTPAnswer) -> Outcome? {
        switch (answer.status, answer.problemType) {
        case (201, _): answer["orderId"].map { .placed(order: $0) }
        case (409, "/problems/idempotency-key-in-use"): nil
        case (400..<500, let problem?) where answer.status != 429: .refused(problem: problem)
        default: nil
        }
    }
}
