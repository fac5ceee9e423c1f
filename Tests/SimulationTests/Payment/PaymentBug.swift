/// Rules of payments as somebody might get them wrong.
enum PaymentBug: CaseIterable {
    case lateFailureOverwrites
    case unknownTakenForFailed
    /// A refund is asked for again under an id of its own.
    case refundRepeatedUnderNewID
    /// A charge is asked for again under an id of its own.
    case chargeRepeatedUnderNewID
    /// What was decided about an older state is written over a newer one.
    case writtenBlindly
    /// The provider is asked before the intent is committed.
    case askedBeforeIntent
    /// What was captured after the order was given up stays captured.
    case captureForgotten
    /// The ledger books a capture each time the provider tells of it.
    case bookedAgain
}
