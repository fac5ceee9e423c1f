import Models
import ServiceKit

extension Refusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownCharge(let id):
            Problem(.notFound, "charge-not-found", "Charge not found", detail: "There is no charge \(id).")
        case .differs(let id):
            Problem(
                .conflict,
                "charge-differs",
                "The charge has other terms",
                detail: "Charge \(id) was opened with another amount, method or token."
            )
        case .tokenRequired:
            Problem.invalid("/token", "is required for a card")
        case .notPossible(let status):
            Problem(
                .conflict,
                "charge-state",
                "Not possible in this state",
                detail: "The charge is \(status.rawValue)."
            )
        case .captureDiffers(let captured):
            Problem(
                .conflict,
                "already-captured",
                "Already captured",
                detail: "\(captured) is captured; a charge is captured once."
            )
        case .captureExceeds(let amount):
            Problem.invalid("/amount", "must be from 1 to \(amount.amountMinor), what was authorised")
        case .refundDiffers(let id):
            Problem(
                .conflict,
                "refund-differs",
                "The refund has another amount",
                detail: "Refund \(id) was asked for before with another amount."
            )
        case .refundExceeds(let left):
            Problem.invalid("/amount", "must be from 1 to \(left.amountMinor), what is left of the capture")
        case .currencyDiffers:
            Problem.invalid("/amount/currency", "must be the currency of the charge")
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
    static let simulatedFailure = Problem(
        .internalServerError,
        "simulated-failure",
        "Failed on purpose",
        detail: "Nothing was done."
    )
    static let answerLost = Problem(
        .internalServerError,
        "answer-lost",
        "The answer was lost on purpose",
        detail: "The request may have been carried out."
    )
}
