import Models
import ServiceKit

/// A customer who had to pay elsewhere may have outlived the hold on the goods, and so may a purchase that was taken up
/// again: inventory, by whose clock it is kept, renews it or takes it anew, or the sale is off and the payment given back. A
/// purchase in one go has nothing to confirm unless it was held up.
struct ConfirmHold: SagaStep {
    let name = "confirm-hold"
    let rule = SagaStepRule(isSaved: false)
    let inventory: any ReservationClient
    let times: CheckoutTimes

    func run(_ placing: inout Placing) async throws -> SagaStepResult {
        if let since = placing.heldSince, since.duration(to: .now) < .seconds(times.surelyHeldSeconds) {
            return .finished
        }
        let began = ContinuousClock.now
        placing.reservation = try await inventory.reserve(
            placing,
            holdSeconds: times.holdSeconds,
            placing.call(times)
        )
        placing.heldSince = began
        return .finished
    }

    /// The promise is taken back by the step that made it.
    func undo(_ placing: Placing) async throws {}
}
