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
        let (beginning, membership) = try await beginnings.begin(draft, claim)
        defer { membership?.end() }
        switch beginning {
        case .begun(let placing, let token):
            try await Failpoint.checkoutBegun.reached()
            let outcome = await checkouts.advance(
                placing.orderID.saga,
                placing,
                withinSeconds: request.patienceSeconds
            )
            return try await answer(placing.orderID, outcome, token)
        case .finished(let response):
            return response
        case .unfinished(let id):
            _ = try await checkouts.attend(id.saga, withinSeconds: request.patienceSeconds)
            return try await standing(id)
        }
    }

    func showCheckout(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("orderId", as: OrderID.self)
        return .ok(try await orders.checkout(id, in: OrderScope(request.caller), statusLinks))
    }

    /// - Parameter outcome: nil when the saga ended earlier; its order's row tells how.
    private func answer(
        _ id: OrderID,
        _ outcome: SagaOutcome<Placing>?,
        _ token: StatusToken
    ) async throws -> ServiceResponse {
        switch outcome {
        case .succeeded(let placing): try Checkout(placing, .placed, token).response()
        case .paused(let placing): try Checkout(placing, .awaitingPayment, token).response()
        case .unwound(_, let refusal): throw refusal
        case .stillRunning, nil: try await standing(id)
        }
    }

    /// What the order's row says, which also knows the link that the order began with.
    private func standing(_ id: OrderID) async throws -> ServiceResponse {
        try await orders.checkout(id, in: .everything, statusLinks).response()
    }
}

extension ServiceRequest {
    /// How long to wait for a saga: a little less than the caller has, so that they get an answer in time.
    fileprivate var patienceSeconds: Double { max(0.1, deadline.remainingSeconds - 0.5) }
}
