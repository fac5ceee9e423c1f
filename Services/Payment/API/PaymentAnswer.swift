import JSON
import Models

/// What a checkout needs to know about its payment.
struct PaymentAnswer: JSONWritable {
    let payment: Payment

    init(_ payment: Payment) {
        self.payment = payment
    }

    enum Outcome: String, CaseIterable, JSONConvertible {
        case authorised, requiresAction, declined, pending
    }

    var outcome: Outcome {
        switch payment.stage {
        case .new: .pending
        case .awaitingCustomer: .requiresAction
        case .authorised, .captured: .authorised
        case .declined, .voided: .declined
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("paymentId", payment.id)
            json.field("status", outcome)
            json.field("action", payment.action)
            json.field("reason", payment.reason)
        }
    }
}

extension CustomerAction: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", kind)
            switch kind {
            case .qr: json.field("data", data)
            case .redirect: json.field("url", data)
            }
            json.field("expiresAt", expiresAt)
        }
    }
}
