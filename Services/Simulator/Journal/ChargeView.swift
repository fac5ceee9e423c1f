import JSON
import Models

extension Charge.Status: JSONConvertible {}
extension ChargeMethod: JSONConvertible {}
extension ChargeAction.Kind: JSONConvertible {}
extension ChargeRefund.Status: JSONConvertible {}

/// A charge as the provider tells it, in answers and callbacks; with its terms also as the journal keeps it.
struct ChargeView {
    let charge: Charge
    let withTerms: Bool

    init(_ charge: Charge, withTerms: Bool = false) {
        self.charge = charge
        self.withTerms = withTerms
    }
}

extension ChargeView: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", charge.id)
            json.field("status", charge.status)
            json.field("method", charge.method)
            json.field("amount", charge.amount)
            json.field("captured", Money(amountMinor: charge.capturedMinor, currency: charge.amount.currency))
            json.field("refunds", charge.refunds)
            json.field("action", charge.action)
            json.field("reason", charge.reason)
            json.field("sequence", charge.sequence)
            guard withTerms else { return }
            json.field("token", charge.token)
            json.field("callbackUrl", charge.callbackURL)
        }
    }
}

extension ChargeView: JSONReadable {
    init?(json: JSONNode) {
        guard let id = json.required("id", as: PaymentID.self),
            let status = json.required("status", as: Charge.Status.self),
            let method = json.required("method", as: ChargeMethod.self),
            let amount = json.required("amount", as: Money.self),
            let captured = json.required("captured", as: Money.self),
            let refunds = json.required("refunds", as: [ChargeRefund].self),
            let sequence = json.required("sequence", as: Int.self)
        else { return nil }
        var charge = Charge(
            id: id,
            amount: amount,
            method: method,
            token: json.optionalText("token"),
            callbackURL: json.optionalText("callbackUrl", length: 1...2048),
            status: status
        )
        charge.capturedMinor = captured.amountMinor
        charge.refunds = refunds
        charge.action = json.optional("action")
        charge.reason = json.optionalText("reason")
        charge.sequence = sequence
        self.init(charge, withTerms: true)
    }
}

extension ChargeAction: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", kind)
            json.field("data", data)
            json.field("expiresAt", expiresAt)
        }
    }

    init?(json: JSONNode) {
        guard let kind = json.required("type", as: Kind.self), let data = json.text("data", length: 1...2048),
            let expiresAt = json.required("expiresAt", as: Timestamp.self)
        else { return nil }
        self.init(kind: kind, data: data, expiresAt: expiresAt)
    }
}

extension ChargeRefund: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("amount", amount)
            json.field("status", status)
            json.field("reason", reason)
        }
    }

    init?(json: JSONNode) {
        guard let id = json.required("id", as: RefundID.self), let amount = json.required("amount", as: Money.self),
            let status = json.required("status", as: Status.self)
        else { return nil }
        self.init(id: id, amount: amount, status: status, reason: json.optionalText("reason"))
    }
}
