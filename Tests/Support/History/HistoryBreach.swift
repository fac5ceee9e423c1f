/// A promise that a history and what the shop holds at its end can't both have kept.
public struct HistoryBreach: Sendable, CustomStringConvertible {
    public enum Promise: String, Sendable, CaseIterable {
        case linearizability, idempotency, acknowledged, conservation, coupons, events, money, statuses
    }

    public let promise: Promise
    public let text: String

    init(_ promise: Promise, _ text: String) {
        self.promise = promise
        self.text = text
    }

    public var description: String { "\(promise): \(text)" }
}
