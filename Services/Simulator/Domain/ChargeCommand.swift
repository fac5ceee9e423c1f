import Models

/// What merchant and customer may ask for. Each is the same when repeated.
enum ChargeCommand: Equatable, Sendable {
    case approve
    case reject
    case capture(Money)
    case void
    case refund(RefundID, Money)
}

/// Why the provider says no. The state of the charge does not change.
enum Refusal: Error, Equatable {
    case unknownCharge(PaymentID)
    /// The same id with other terms.
    case differs(PaymentID)
    case tokenRequired
    case notPossible(Charge.Status)
    case captureDiffers(captured: Money)
    case captureExceeds(Money)
    case refundDiffers(RefundID)
    case refundExceeds(Money)
    case currencyDiffers
}
