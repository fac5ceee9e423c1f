import Models

/// What a provider says about a charge: the answer to a command or the body of a callback.
///
/// A report tells the whole state, never a difference, so reports may come twice, late and in any order.
struct ChargeReport: Equatable, Sendable {
    let stage: Payment.Stage
    let amount: Money
    var capturedMinor: Int64 = 0
    var refunds: [RefundReport] = []
    var action: CustomerAction?
    var reason: String?

    struct RefundReport: Equatable, Sendable {
        let id: RefundID
        let amountMinor: Int64
        let status: Refund.Status
        var reason: String?
    }
}
