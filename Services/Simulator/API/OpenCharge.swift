import JSON
import Models
import ServiceKit

extension SimulatorRoutes {
    /// Opens a charge, or tells how the charge of this id stands when it was opened or voided before.
    func openCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let body = try request.decode(OpenChargeBody.self)
        let wish = ChargeRequest(
            id: id,
            amount: body.amount,
            method: body.method,
            token: body.token,
            callbackURL: body.callbackURL
        )
        let token = body.token.flatMap(CardToken.init(rawValue:))
        return try await serve(request, losesAnswer: { $0.didChange && token == .unknown }) { fate in
            if token == .slow { try await Task.sleep(for: .seconds(3)) }
            let result = try await open(wish, isDeclined: fate.declines)
            if result.didChange { playCustomer(of: result.charge) }
            return result
        }
    }

    private func open(_ wish: ChargeRequest, isDeclined: Bool) async throws -> Bank.Result {
        let now = Timestamp.now
        let actionSeconds = behaviour.current.actionSeconds
        return try await bank.update(wish.id, at: now) { [publicURL] known in
            guard let known else {
                return .opened(
                    try wish.charge(
                        actionSeconds: actionSeconds,
                        pageBaseURL: publicURL,
                        isDeclined: isDeclined,
                        at: now
                    )
                )
            }
            guard known.status == .voided || wish.matches(known) else { throw Refusal.differs(wish.id) }
            return known.isExpired(at: now) ? .expired : nil
        }
    }

    /// What happens later without the merchant: a customer who approves by themselves, a callback that lies.
    private func playCustomer(of charge: Charge) {
        if charge.token == CardToken.lateFailure.rawValue {
            var lie = charge
            lie.status = .declined
            lie.reason = "A late word of failure."
            callbacks.tell(lie, fate: Behaviour.Fate())
        }
        if charge.status == .awaitingCustomer, let pause = behaviour.current.approveAfterMilliseconds {
            callbacks.later(afterMilliseconds: pause) { [bank, callbacks, behaviour] in
                let result = try await bank.perform(.approve, on: charge.id, at: .now)
                if result.didChange { callbacks.tell(result.charge, fate: behaviour.roll()) }
            }
        }
    }
}

private struct OpenChargeBody: JSONReadable {
    let amount: Money
    let method: ChargeMethod
    let token: String?
    let callbackURL: String?

    init?(json: JSONNode) {
        let amount = json.required("amount", as: Money.self)
        let method = json.required("method", as: ChargeMethod.self)
        token = json.optionalText("token")
        callbackURL = json.optionalText("callbackUrl", length: 1...2048)
        if let amount, amount.amountMinor <= 0 { json.fail("amount", "must be more than nothing") }
        if let url = callbackURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            json.fail("callbackUrl", "must be an address on the web")
        }
        guard let amount, let method else { return nil }
        self.amount = amount
        self.method = method
    }
}
