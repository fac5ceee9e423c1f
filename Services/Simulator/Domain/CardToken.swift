/// Tokens that make the provider behave in a certain way, whatever the settings say. Any method takes them as a saved
/// method; other tokens are declined.
enum CardToken: String, CaseIterable, Sendable {
    case ok = "tok_ok"
    case declined = "tok_declined"
    case insufficientFunds = "tok_insufficient_funds"
    /// Authorised, three seconds later.
    case slow = "tok_slow"
    /// Authorised, but the first answer is lost.
    case unknown = "tok_unknown"
    /// The customer has to confirm on a page of the bank.
    case challenge = "tok_challenge"
    /// Authorised, and then a callback claims the opposite.
    case lateFailure = "tok_late_failure"
    /// Refunds of it fail.
    case refundFails = "tok_refund_fails"
}
