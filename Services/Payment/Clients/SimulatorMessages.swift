import JSON
import Models

/// What the simulator is asked.
enum SimulatorBody: JSONWritable {
    case charge(amount: Money, method: PaymentMethod, token: String?, callbackURL: String)
    case amount(Money)

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .amount(let amount): json.field("amount", amount)
            case .charge(let amount, let method, let token, let callbackURL):
                json.field("amount", amount)
                json.field("method", method)
                json.field("token", token)
                json.field("callbackUrl", callbackURL)
            }
        }
    }
}

/// How the simulator describes a charge, in answers and in callbacks.
struct SimulatorAnswer: JSONReadable {
    let id: PaymentID
    let report: ChargeReport

    init?(json: JSONNode) {
        // The provider may add fields to its description at any time.
        json.ignoreUnknown()
        guard let id = json.required("id", as: PaymentID.self),
            let status = json.required("status", as: Status.self),
            let amount = json.required("amount", as: Money.self),
            let captured = json.required("captured", as: Money.self),
            let refunds = json.required("refunds", as: [RefundAnswer].self, count: 0...10_000)
        else { return nil }
        self.id = id
        report = ChargeReport(
            stage: status.stage,
            amount: amount,
            capturedMinor: captured.amountMinor,
            refunds: refunds.map(\.report),
            action: json.optional("action", as: ActionAnswer.self)?.action,
            reason: json.optionalText("reason")
        )
    }

    static func detail(of problem: [UInt8]) -> String? {
        try? JSON.parse(problem).child("detail")?.string
    }

    private enum Status: String, CaseIterable, JSONReadable {
        case awaitingCustomer, authorised, declined, voided, captured

        var stage: Payment.Stage {
            switch self {
            case .awaitingCustomer: .awaitingCustomer
            case .authorised: .authorised
            case .declined: .declined
            case .voided: .voided
            case .captured: .captured
            }
        }
    }
}

private struct RefundAnswer: JSONReadable {
    let report: ChargeReport.RefundReport

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let id = json.required("id", as: RefundID.self),
            let amount = json.required("amount", as: Money.self),
            let status = json.required("status", as: Refund.Status.self)
        else { return nil }
        report = ChargeReport.RefundReport(
            id: id,
            amountMinor: amount.amountMinor,
            status: status,
            reason: json.optionalText("reason")
        )
    }
}

private struct ActionAnswer: JSONReadable {
    let action: CustomerAction

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let kind = json.required("type", as: CustomerAction.Kind.self),
            let data = json.text("data", length: 1...2048),
            let expiresAt = json.required("expiresAt", as: Timestamp.self)
        else { return nil }
        action = CustomerAction(kind: kind, data: data, expiresAt: expiresAt)
    }
}
