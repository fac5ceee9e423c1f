import Models

/// Money owed back to the customer.
struct Refund: Equatable, Sendable {
    let id: RefundID
    let amount: Money
    let reason: String
    var status: Status = .requested
    /// Settled by not capturing it in the first place.
    var isWaived = false
    /// Why it failed.
    var failure: String?

    enum Status: String, CaseIterable, Sendable {
        case requested, succeeded, failed
    }
}

extension Payment {
    /// What may still be refunded: failed refunds do not count, waiting ones do.
    var refundableMinor: Int64 {
        let ceiling = stage == .captured ? capturedMinor : captureMinor
        return ceiling - refundedMinor - refundingMinor
    }

    /// A release pays back the rest once, so that refund needs no id of its own.
    var releaseRefundID: RefundID { RefundID(id.uuid) }
}
