/// The places at which a test may kill a service, make it fail or let it hang: before a transaction, inside it before
/// COMMIT, after COMMIT before the answer, after the answer before the mark.
///
/// Debug builds alone can be hurt so. In a release build `reached` is empty and inlined away.
public enum Failpoint: CaseIterable, Sendable {
    // A saga's steps, each time with the step's name, and what is recorded of them.
    case sagaRunBefore, sagaRunAfter, sagaUndoBefore, sagaUndoAfter
    case sagaClaimed, sagaSaveInside, sagaSaveAfter, sagaRestInside, sagaRestAfter
    case sagaSuccessInside, sagaSuccessAfter, sagaUnwoundInside, sagaUnwoundAfter

    // Requests under an Idempotency-Key: in one transaction, or as the beginning of a checkout.
    case onceInside, onceAfter, checkoutInside, checkoutBegun

    // The relay of new events, the backlog of each hearer, and the inbox.
    case relayBefore, relayTold, relaySettleInside, relaySettleAfter
    case backlogBefore, backlogTold, backlogSettleInside, backlogSettleAfter
    case inboxBefore, inboxInside, inboxAfter

    // What a checkout asks of its peers.
    case holdInside, holdAfter, releaseInside, releaseAfter
    case quoteAfter, quoteReleaseInside, quoteReleaseAfter
    case paymentRecorded, paymentAnswered, paymentStored, paymentReleaseInside, paymentReleaseAfter

    // What works by itself, and what a payment provider says by itself.
    case holdsExpireInside, holdsExpireAfter, paymentClaimed
    case callbackBefore, callbackInside, callbackAfter
}

extension Failpoint {
    /// - Parameter detail: Which of several like places this is, such as the name of a saga's step.
    @inlinable
    @inline(__always)
    public func reached(_ detail: @autoclosure () -> String = "") async throws {
        #if FAILPOINTS
            try await ArmedFailpoints.reached(self, detail())
        #endif
    }

    /// The same inside a transaction, on its connection's thread.
    @inlinable
    @inline(__always)
    public func reachedInTransaction() throws {
        #if FAILPOINTS
            try ArmedFailpoints.reachedInTransaction(self)
        #endif
    }
}
