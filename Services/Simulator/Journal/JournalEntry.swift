import JSON
import Models

/// One line of the journal: what happened to which charge, and when.
struct JournalEntry: Equatable, Sendable {
    let sequence: Int64
    let at: Timestamp
    let chargeID: PaymentID
    let change: ChargeChange
}

extension JournalEntry {
    enum Operation: String, CaseIterable, JSONConvertible, Sendable {
        /// `buried`: voided before it was opened.
        case opened, buried, approved, rejected, expired, voided, captured, refunded, refundFailed
    }
}

extension JournalEntry: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sequence", sequence)
            json.field("at", at)
            json.field("chargeId", chargeID)
            json.field("operation", change.operation)
            switch change {
            case .opened(let charge): json.field("charge", ChargeView(charge, withTerms: true))
            case .approved, .rejected, .expired, .voided: break
            case .captured(let amount): json.field("amount", amount)
            case .refunded(let id, let amount):
                json.field("refundId", id)
                json.field("amount", amount)
            case .refundFailed(let id, let amount, let reason):
                json.field("refundId", id)
                json.field("amount", amount)
                json.field("reason", reason)
            }
        }
    }
}

extension JournalEntry: JSONReadable {
    init?(json: JSONNode) {
        guard let sequence = json.required("sequence", as: Int64.self),
            let at = json.required("at", as: Timestamp.self),
            let chargeID = json.required("chargeId", as: PaymentID.self),
            let operation = json.required("operation", as: Operation.self),
            let change = ChargeChange(operation, json: json)
        else { return nil }
        self.init(sequence: sequence, at: at, chargeID: chargeID, change: change)
    }
}

extension ChargeChange {
    fileprivate var operation: JournalEntry.Operation {
        switch self {
        case .opened(let charge): charge.status == .voided ? .buried : .opened
        case .approved: .approved
        case .rejected: .rejected
        case .expired: .expired
        case .voided: .voided
        case .captured: .captured
        case .refunded: .refunded
        case .refundFailed: .refundFailed
        }
    }

    fileprivate init?(_ operation: JournalEntry.Operation, json: JSONNode) {
        switch operation {
        case .approved: self = .approved
        case .rejected: self = .rejected
        case .expired: self = .expired
        case .voided: self = .voided
        case .opened, .buried:
            guard let view = json.required("charge", as: ChargeView.self) else { return nil }
            self = .opened(view.charge)
        case .captured:
            guard let amount = json.required("amount", as: Money.self) else { return nil }
            self = .captured(amount)
        case .refunded:
            guard let id = json.required("refundId", as: RefundID.self),
                let amount = json.required("amount", as: Money.self)
            else { return nil }
            self = .refunded(id, amount)
        case .refundFailed:
            guard let id = json.required("refundId", as: RefundID.self),
                let amount = json.required("amount", as: Money.self), let reason = json.text("reason")
            else { return nil }
            self = .refundFailed(id, amount, reason: reason)
        }
    }
}
