import ServiceKit

extension Result where Failure == any Error, Success: Sendable {
    /// What became of a call, kept until it is weighed with another's.
    static func of(_ body: () async throws -> Success) async -> Result {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    /// Two calls made at the same time, both ended, so that neither is still on its way when the step is undone. A
    /// definite no of either decides; otherwise an unknown outcome of either makes the whole unknown.
    func and<Other: Sendable>(_ other: Result<Other, any Error>) throws -> (Success, Other) {
        switch (self, other) {
        case (.success(let one), .success(let two)): return (one, two)
        case (.failure(let refusal as SagaRefusal), _), (_, .failure(let refusal as SagaRefusal)): throw refusal
        case (.failure(let error), _), (_, .failure(let error)): throw error
        }
    }
}
