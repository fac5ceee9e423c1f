import Models
import ServiceKit

/// A customer who had to pay elsewhere may have outlived the hold on the goods: inventory, by whose clock it is kept, renews
/// it or takes it anew, or the sale is off and the payment given back. A purchase in one go has nothing to confirm unless
/// it was held up.
struct ConfirmHold: SagaStep {
    let name = "confirm-hold"
    let rule = SagaStepRule(isSaved: false)
    let inventory: any ReservationClient
    let times: CheckoutTimes

    /// Time for the news of the order to reach Inventory.
    private static let marginSeconds = 60

    func run(_ placing: inout Placing) async throws -> SagaStepResult {
        guard let expiresAt = placing.reservation?.expiresAt,
            placing.isWaiting || expiresAt < .now + Self.marginSeconds
        else { return .finished }
        placing.reservation = try await inventory.reserve(
            placing,
            holdSeconds: times.holdSeconds,
            placing.call(times)
        )
        return .finished
    }

    /// The promise is taken back by the step that made it.
    func undo(_ placing: Placing) async throws {}
}
