public import JSON
public import Postgres

/// A piece of work over several services that either succeeds as a whole or leaves nothing behind.
///
/// Its state is a row, so that after a crash any instance carries it on. The three endings run inside the transaction
/// that records them, fenced by the lease: an instance that was overtaken commits nothing.
public protocol Saga<State>: Sendable {
    associatedtype State: JSONConvertible & Sendable

    var name: String { get }
    var steps: [any SagaStep<State>] { get }

    /// A step waits for somebody outside. May be called several times for one wait.
    func paused(_ state: State, on session: borrowing Session) throws
    /// Sagas that succeed at the same time come together, so that many endings share a few statements and one commit.
    /// Throwing refuses all of them; then each comes alone.
    func succeeded(_ states: [State], on session: borrowing Session) throws
    func unwound(_ state: State, because refusal: SagaRefusal, on session: borrowing Session) throws
}

/// What whoever started a saga, or looks after it, gets to know.
public enum SagaOutcome<State: Sendable>: Sendable {
    case succeeded(State)
    case unwound(State, SagaRefusal)
    /// A step is paused until somebody outside acts.
    case paused(State)
    /// It goes on in the background, here or in another instance.
    case stillRunning
}
