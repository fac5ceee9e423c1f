import Models
import ServiceKit

/// Asks Payment to authorise what was quoted. It may answer that the customer must act first: then the saga waits for
/// `payment.authorised` or `payment.failed`, and asks again by itself in case neither comes.
struct AuthorisePayment: SagaStep {
    let name = "authorise-payment"
    /// Not saved on its own, for the commit that follows is the placing; after a crash Payment finds the id again.
    let rule = SagaStepRule(isSaved: false)
    let payments: any PaymentClient
    let orders: OrderRepository
    let times: CheckoutTimes

    func run(_ placing: inout Placing) async throws -> SagaStepResult {
        guard placing.payment != nil, let total = placing.breakdown?.total, total.isPositive else {
            return .finished
        }
        // Only a saga that waited can have been told to stop.
        if placing.isWaiting, let refusal = try await orders.cancellation(asked: placing.orderID) { throw refusal }
        switch try await payments.authorise(placing, amount: total, placing.call(times)) {
        case .authorised:
            return .finished
        case .requiresAction(let action):
            placing.action = action
            placing.isWaiting = true
            return .paused(timeoutSeconds: times.paymentSeconds, pollSeconds: times.pollSeconds)
        case .pending:
            placing.isWaiting = true
            return .paused(timeoutSeconds: times.paymentSeconds, pollSeconds: min(3, times.pollSeconds))
        case .declined(let reason):
            throw SagaRefusal(.paymentDeclined(reason))
        }
    }

    /// Voids or gives back whatever stands. Payment remembers an id it never saw, so that a late authorisation of it
    /// is refused.
    func undo(_ placing: Placing) async throws {
        guard let payment = placing.payment else { return }
        try await payments.void(payment.paymentID, placing.call(times))
    }
}
