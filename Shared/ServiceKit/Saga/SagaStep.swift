/// One step of a saga: doing and undoing side by side, both repeatable.
///
/// `run` may be called again after a crash, and `undo` also when `run` may or may not have reached the peer, so a key
/// of the business (the order's id) makes each of them find what it did before.
public protocol SagaStep<State>: Sendable {
    associatedtype State: Sendable

    var name: String { get }
    var rule: SagaStepRule { get }

    /// Throws `SagaRefusal` for a definite no. Any other error means that nobody knows whether it happened.
    func run(_ state: inout State) async throws -> SagaStepResult
    func undo(_ state: State) async throws
}

extension SagaStep {
    public var rule: SagaStepRule { SagaStepRule() }
}

public enum SagaStepResult: Equatable, Sendable {
    case finished

    /// Something outside must happen first. The step runs again when the saga is woken, every `pollSeconds` in case the
    /// news is lost, and once more at the end of `timeoutSeconds`; still paused then, it counts as refused.
    case paused(timeoutSeconds: Int, pollSeconds: Int)
}

/// What the machine must know of a step.
public struct SagaStepRule: Equatable, Sendable {
    /// Whether what the step found is committed before the next one runs. Without it a crash repeats the step.
    public var isSaved: Bool

    /// Unknown outcomes in a row after which the saga unwinds; nil asks for as long as it takes.
    public var attemptsMax: Int?

    public init(isSaved: Bool = true, attemptsMax: Int? = 8) {
        self.isSaved = isSaved
        self.attemptsMax = attemptsMax
    }
}
