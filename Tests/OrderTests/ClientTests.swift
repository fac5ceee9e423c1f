import JSON
import Models
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import OrderService

@Suite("Asking other services")
struct ClientTests {
    @Test("takes a definite no in the peer's own words, and nothing else for a no")
    func readsAnswers() async throws {
        let problem = Problem(
            .conflict,
            "out-of-stock",
            "Out of stock",
            detail: "Not enough.",
            fields: [FieldProblem(pointer: "/lines/0", detail: "only 1 left")]
        )
        try await withInventory { number in
            switch number {
            case 1: throw problem
            case 2: throw Problem.forbidden
            default: return .text(type: "application/json", #"{"status":"held","allocations":[],"new":"field"}"#)
            }
        } body: { inventory in
            let placing = try Placing.sample()
            let ask = { try await inventory.reserve(placing, holdSeconds: 60, .background(timeoutSeconds: 5)) }

            await #expect(throws: SagaRefusal(problem)) { try await ask() }
            await #expect(throws: PeerMisunderstanding.self) { try await ask() }
            #expect(try await ask().allocations.isEmpty)
        }
    }

    /// A loopback service that answers reservations by the number of the call.
    private func withInventory(
        _ answer: @escaping @Sendable (Int) throws -> ServiceResponse,
        body: (InventoryClient) async throws -> Void
    ) async throws {
        let calls = CallCounter()
        @Sendable func assemble(_ environment: StatelessEnvironment) -> ServiceDefinition {
            ServiceDefinition(routes: [
                .put("/v1/reservations/{orderId}", .open) { _ in try answer(calls.next()) }
            ])
        }
        try await TestService.withStateless(.inventory, assemble: assemble) { service in
            let client = ServiceClient(peer: .inventory, baseURL: service.url, transport: service.client) {
                try TestIdentity.identity(of: .order).token(for: .inventory)
            }
            try await body(InventoryClient(service: client))
        }
    }
}

private final class CallCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
