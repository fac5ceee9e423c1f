import Models
import Postgres
import ServiceKit

extension OrderRoutes {
    /// From basket, or lines, to order in one call. The intent, the saga and the claim of the key are one commit; from
    /// then on the purchase ends by itself, whether or not the caller waits for it.
    func checkOut(_ request: ServiceRequest) async throws -> ServiceResponse {
        let wish: CheckoutRequest = try request.decode()
        let claim = try request.idempotencyClaim()
        let draft = PlacingDraft(
            wish: wish,
            owner: Owner(request.caller),
            trace: request.context.trace.description
        )
        switch try await beginnings.begin(draft, claim) {
        case .begun(let placing):
            try await Failpoint.checkoutBegun.reached()
            let id = placing.orderID.saga
            return try await answer(
                placing.orderID,
                checkouts.advance(id, placing, withinSeconds: request.patienceSeconds)
            )
        case .finished(let response):
            return response
        case .unfinished(let id):
            let outcome = try await checkouts.attend(id.saga, withinSeconds: request.patienceSeconds)
            return try await answer(id, outcome)
        }
    }

    func showCheckout(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("orderId", as: OrderID.self)
        return .ok(try await orders.checkout(id, in: OrderScope(request.caller), statusLinks))
    }

    /// - Parameter outcome: nil when the saga ended earlier; its order's row tells how.
    private func answer(_ id: OrderID, _ outcome: SagaOutcome<Placing>?) async throws -> ServiceResponse {
        switch outcome {
        case .succeeded(let placing): try Checkout(placing, .placed, statusLinks).response()
        case .paused(let placing): try Checkout(placing, .awaitingPayment, statusLinks).response()
        case .unwound(_, let refusal): throw refusal
        case .stillRunning, nil: try await orders.checkout(id, in: .everything, statusLinks).response()
        }
    }
}

extension ServiceRequest {
    /// How long to wait for a saga: a little less than the caller has, so that they get an answer in time.
    fileprivate var patienceSeconds: Double { max(0.1, deadline.remainingSeconds - 0.5) }
}
