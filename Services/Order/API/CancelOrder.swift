import JSON
import Models
import Postgres
import ServiceKit

extension OrderRoutes {
    /// Cancelling twice is the same as cancelling once, so a client may safely retry.
    func cancelOrder(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id = try request.parameter("id", as: OrderID.self)
        let wish = request.body.isEmpty ? nil : try request.decode(CancellationRequest.self)
        let reason = wish?.reason ?? "cancelled on request"
        let claim = try request.idempotencyClaim()
        let scope = OrderScope(request.caller)
        let actor = request.caller.actor
        let order = try await orders.find(id, in: scope)
        switch try order.status.cancellation(of: id) {
        case .done: break
        case .unwindCheckout: try await unwindCheckout(id, actor: actor, reason: reason, request)
        case .stopShipment: try await stopShipment(id, actor: actor, reason: reason, request)
        }
        return try await remember(claim, orders.find(id, in: scope))
    }

    /// Logistics decides, for only it knows whether the goods have left. Its stop stands for good, so the cancellation
    /// that follows may be repeated until it is committed.
    private func stopShipment(_ id: OrderID, actor: String, reason: String, _ request: ServiceRequest) async throws {
        guard try await shipments.stop(id, request.context) else { throw OrderError.alreadyShipped(id) }
        try await orders.database.transaction { session in
            let cancelled = try orders.move(id, on: session, actor: actor, reason: reason) { status in
                try status.cancellation(of: id) == .stopShipment ? .cancelled : nil
            }
            guard cancelled != nil else { return }
            try orders.outbox.append(OrderCancelled(orderID: id, at: .now, actor: actor, reason: reason), on: session)
        }
    }

    /// Leaves word for the checkout and carries it on until it has found the word and unwound. A run that was past the
    /// place where it looks is waited for; one that placed the order meanwhile leaves an order like any other, and the
    /// caller asks again.
    private func unwindCheckout(_ id: OrderID, actor: String, reason: String, _ request: ServiceRequest) async throws {
        let deadline = Deadline.after(seconds: min(5, request.deadline.remainingSeconds - 0.5))
        try await orders.askToCancel(id, actor: actor, reason: reason)
        while !deadline.hasPassed {
            switch try await checkouts.attend(id.saga, withinSeconds: deadline.remainingSeconds) {
            case .unwound: return
            case .succeeded: throw OrderError.busy(id)
            case .paused, .stillRunning: try await Task.sleep(for: .milliseconds(50))
            case nil:
                let order = try await orders.find(id, in: .everything)
                guard try order.status.cancellation(of: id) == .done else { throw OrderError.busy(id) }
                return
            }
        }
        throw OrderError.busy(id)
    }

    /// A repeat under the same key gets the same answer, and a key used for something else is refused.
    private func remember(_ claim: IdempotencyClaim, _ order: OrderSummary) async throws -> ServiceResponse {
        try await orders.database.transaction { session in
            if case .finished(let response) = try claim.take(reference: order.id.description, on: session) {
                return response
            }
            let response = ServiceResponse.ok(order)
            try claim.finish(with: response, on: session)
            return response
        }
    }
}

private struct CancellationRequest: JSONReadable {
    let reason: String?

    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        reason = json.optionalText("reason", length: 1...200)
    }
}

extension Caller {
    /// As the history names who did something.
    var actor: String {
        if let service { return "service:\(service.rawValue)" }
        if let customerID { return Owner.customer(customerID).actor }
        return isStaff ? "staff:\(subject)" : Owner.guest(subject).actor
    }
}
