import Models
import ServiceKit

extension PaymentError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, "payment-not-found", "Payment not found", detail: "There is no payment \(id).")
        case .differs(let id):
            .conflict(
                "payment-differs",
                "The payment has other terms",
                "Payment \(id) was asked for before with another order, amount, method, token or capture."
            )
        case .orderHasPayment(let order):
            .conflict(
                "order-has-payment",
                "The order has a payment",
                "Order \(order) has another payment that stands; release that one first."
            )
        case .released(let id):
            .conflict(
                "payment-released",
                "The payment was given up",
                "Payment \(id) was released; ask for a new payment under a new id."
            )
        case .notAuthorised(let id, let status):
            .conflict("payment-not-authorised", "Nothing to capture", "Payment \(id) is \(status.rawValue).")
        case .alreadyCaptured(let id, let amount):
            .conflict(
                "payment-already-captured",
                "Captured before",
                "\(amount) of payment \(id) is captured; a payment is captured once."
            )
        case .nothingToRefund(let id, let status):
            .conflict(
                "nothing-to-refund",
                "Nothing to refund",
                "Payment \(id) is \(status.rawValue) and nothing of it is left to refund."
            )
        case .refundDiffers(let id):
            .conflict("refund-differs", "The refund differs", "Refund \(id) was asked for before with other terms.")
        case .reportContradicts(let id):
            .conflict(
                "report-contradicts",
                "The report contradicts our books",
                "The amounts reported for payment \(id) cannot be right; nothing was changed."
            )
        case .captureExceeds(let available):
            .invalid("/amount", "must be at most \(available.amountMinor), what was authorised")
        case .refundExceeds(let available):
            .invalid("/amount", "must be at most \(available.amountMinor), what is left to refund")
        case .currencyDiffers(let currency):
            .invalid("/amount/currency", "must be \(currency.code), the currency of the payment")
        case .amountNotPositive:
            .invalid("/amount/amountMinor", "must be more than nothing")
        }
    }
}

extension Problem {
    static let signatureInvalid = Problem(
        .unauthorized,
        "signature-invalid",
        "The signature is not valid",
        detail: "Sign method, path, time and body with the shared secret, and send it within five minutes."
    )

    fileprivate static func conflict(_ type: String, _ title: String, _ detail: String) -> Problem {
        Problem(.conflict, type, title, detail: detail)
    }
}
