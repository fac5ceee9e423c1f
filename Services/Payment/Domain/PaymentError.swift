import Models

/// What a payment refuses, and why.
enum PaymentError: Error, Equatable {
    case notFound(PaymentID)
    /// The same id was asked for before with another order, amount or method.
    case differs(PaymentID)
    /// The order has another payment that stands.
    case orderHasPayment(OrderID)
    /// Given up by the shop, possibly before it was ever asked for.
    case released(PaymentID)
    case notAuthorised(PaymentID, PaymentStatus)
    case alreadyCaptured(PaymentID, Money)
    case captureExceeds(available: Money)
    case nothingToRefund(PaymentID, PaymentStatus)
    case refundExceeds(available: Money)
    case refundDiffers(RefundID)
    case currencyDiffers(Currency)
    case amountNotPositive
    /// The provider speaks of another amount than ours; a person has to look.
    case reportContradicts(PaymentID)
}
