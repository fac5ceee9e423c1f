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
    private let goods: Goods
    private let coupon: String?

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
    init(
        _ name: String,
        wanting goods: Goods,
        paying payment: Payment,
        with coupon: String? = nil,
        in shop: SystemShop
    ) throws {
        key = name
        self.goods = goods
        self.coupon = coupon
        let coupons = coupon.map { #""coupons":["\#($0)"],"# } ?? ""
        token = try shop.token(.guest, subject: name)
        order = """
            {"channelId":"web",\(coupons)"lines":[{"sku":"\(goods.rawValue)","quantity":1}],"payment":\(payment.rawValue),
             "delivery":{"method":"ship","email":"\(name)@example.org","address":\(SystemShop.address)}}
            """
    }

    /// - Parameters:
    ///   - watch: Sees each answer and each failed call.
    ///   - history: Keeps when each was asked and what came of it.
    func buy(
        in shop: SystemShop,
        withinSeconds seconds: Double = 240,
        watch: CallLog,
        history: History? = nil
    ) async -> Outcome {
        let limit = ContinuousClock.now + .seconds(seconds)
        var last = "nothing"
        while ContinuousClock.now < limit {
            let invoked = MonotonicTime.nanoseconds()
            var outcome: Outcome?
            do {
                let path = "/v1/checkouts"
                let answer = try await shop.send(.post, .order, path, as: token, body: order, key: key)
                watch.add(answer)
                last = answer.text
                outcome = Self.outcome(of: answer)
            } catch {
                watch.add(error)
                last = "\(error)"
            }
            history?.add(call(invoked, outcome))
            if let outcome { return outcome }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 100..<300)))
        }
        return .unknown(last: last)
    }

    private func call(_ invoked: Int64, _ outcome: Outcome?) -> HistoryOperation {
        HistoryOperation(
            process: key,
            kind: .buy,
            sku: goods.rawValue,
            units: 1,
            coupon: coupon,
            key: key,
            invokedNanoseconds: invoked,
            returnedNanoseconds: MonotonicTime.nanoseconds(),
            outcome: outcome?.inHistory ?? .unknown
        )
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

extension Buyer.Outcome {
    fileprivate var inHistory: HistoryOperation.Outcome {
        switch self {
        case .placed(let order): .ok(order: order)
        case .refused(let problem): .refused(problem)
        case .unknown: .unknown
        }
    }
}
