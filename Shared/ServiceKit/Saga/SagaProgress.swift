public import Models

/// How far a saga is: what its row holds besides the state of its business.
public struct SagaProgress: Equatable, Sendable {
    public enum Phase: String, Sendable, CaseIterable {
        case running, unwinding, succeeded, unwound

        public var isEnded: Bool { self == .succeeded || self == .unwound }
    }

    public var phase = Phase.running

    /// The step that runs next, or that is undone next.
    public var step = 0

    /// The furthest step that may have reached a peer. Unwinding starts there, not at the step that was refused: a
    /// crash may have lost the news of later steps.
    public var begun = 0

    /// Failures of this step in a row.
    public var attempts = 0

    /// Nothing happens before this moment unless the saga is woken.
    public var runAt: Timestamp

    /// Until when a paused step may go on waiting; it stands from its first pause to its end.
    public var pausedUntil: Timestamp?

    /// Why the saga unwinds.
    public var refusal: SagaRefusal?

    public init(startingAt now: Timestamp) {
        runAt = now
    }
}
