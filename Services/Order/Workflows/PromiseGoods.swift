import Models
import ServiceKit

/// Quotes and reserves at the same time: neither needs the other's answer, and both are undone alike.
///
/// Not saved on its own: repeated after a crash, both peers give their first answers again.
struct PromiseGoods: SagaStep {
    let name = "promise-goods"
    let rule = SagaStepRule(isSaved: false)
    let quotes: any QuoteClient
    let inventory: any ReservationClient
    let times: CheckoutTimes

    func run(_ placing: inout Placing) async throws -> SagaStepResult {
        let asked = placing
        let began = ContinuousClock.now
        async let reserved = Result.of { try await reserve(asked) }
        async let quoted = Result.of { try await quote(asked) }
        let (reservation, breakdown) = try await reserved.and(await quoted)
        placing.reservation = reservation
        placing.heldSince = began
        placing.breakdown = breakdown
        return .finished
    }

    private func reserve(_ placing: Placing) async throws -> Reservation {
        try await inventory.reserve(placing, holdSeconds: times.holdSeconds, placing.call(times))
    }

    /// A marketplace has quoted its customer already.
    private func quote(_ placing: Placing) async throws -> Breakdown {
        if let breakdown = placing.breakdown { return breakdown }
        let breakdown = try await quotes.quote(placing, placing.call(times))
        try breakdown.verify()
        return breakdown
    }

    func undo(_ placing: Placing) async throws {
        async let released: Void = inventory.release(placing.orderID, placing.call(times))
        async let dropped: Void = dropQuote(placing)
        _ = try await (released, dropped)
    }

    private func dropQuote(_ placing: Placing) async throws {
        guard placing.origin == .web else { return }
        try await quotes.drop(placing.orderID, placing.call(times))
    }
}
