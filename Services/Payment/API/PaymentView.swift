import JSON
import Models

/// A payment with all that happened to it, for staff and for the order service.
struct PaymentView: JSONWritable {
    let payment: Payment

    init(_ payment: Payment) {
        self.payment = payment
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("paymentId", payment.id)
            json.field("orderId", payment.orderID)
            json.field("customerId", payment.customerID)
            json.field("method", payment.method)
            json.field("status", payment.status)
            json.field("amount", payment.amount)
            json.field("captured", payment.money(payment.capturedMinor))
            json.field("refunded", payment.money(payment.refundedMinor))
            json.field("refundable", payment.money(payment.isSecured ? max(payment.refundableMinor, 0) : 0))
            json.field("capture", payment.capturePolicy)
            json.field("outcomeUnknown", payment.isOutcomeUnknown)
            json.field("action", payment.action)
            json.field("reason", payment.reason)
            json.field("refunds", payment.refunds.map(RefundView.init))
        }
    }
}

struct RefundView: JSONWritable {
    let refund: Refund

    init(_ refund: Refund) {
        self.refund = refund
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("refundId", refund.id)
            json.field("amount", refund.amount)
            json.field("status", refund.status)
            json.field("beforeCapture", refund.isWaived)
            json.field("reason", refund.reason)
            json.field("failure", refund.failure)
        }
    }
}
