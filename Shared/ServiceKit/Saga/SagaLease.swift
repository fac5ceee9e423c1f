import Models

/// The right to carry a saga on, until it ends or lapses. Every claim raises the token, and every write names it, so
/// that an instance which was slow, not dead, can't overwrite its successor's work.
struct SagaLease: Equatable, Sendable {
    let id: SagaID
    let token: Int64
    /// How often the saga had been woken when the lease was taken; a wake during the run must not be lost.
    let wakes: Int64
}

/// A saga's row, claimed.
struct ClaimedSaga<State: Sendable>: Sendable {
    let lease: SagaLease
    let progress: SagaProgress
    let state: State
}

/// Another instance took the saga over. Nothing was written; there is nothing left to do here.
struct SagaLeaseLost: Error {}
