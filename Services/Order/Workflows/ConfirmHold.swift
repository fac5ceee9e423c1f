import Models
import ServiceKit

/// A customer who took long to pay may have outlived the hold on the goods: then it is taken anew, or the sale is off
/// and the payment given back. A purchase in one go has nothing to confirm.
struct ConfirmHold: SagaStep {
    let name = "confirm-hold"
    let rule = SagaStepRule(isSaved: false)
    let inventory: any ReservationClient
    let times: CheckoutTimes

    /// Time for the news of the order to reach Inventory.
    private static let marginSeconds = 60

    func run(_ placing: inout Placing) async throws -> SagaStepResult {
        guard let expiresAt = placing.reservation?.expiresAt, expiresAt < .now + Self.marginSeconds else {
            return .finished
        }
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
