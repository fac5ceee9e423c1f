import Models
import ServiceKit

/// Every path the simulator answers. A merchant signs what it asks; whoever plays the customer or sets the behaviour
/// needs no signature, because nothing here is real.
struct SimulatorRoutes: Sendable {
    let bank: Bank
    let behaviour: BehaviourBox
    let callbacks: CallbackSender
    let signature: MessageSignature
    /// Where a customer's browser finds this process.
    let publicURL: String

    var endpoints: [Endpoint] {
        [
            .put("/v1/provider/charges/{id}", .verified, openCharge),
            .get("/v1/provider/charges/{id}", .verified, showCharge),
            .put("/v1/provider/charges/{id}/capture", .verified, captureCharge),
            .put("/v1/provider/charges/{id}/void", .verified, voidCharge),
            .put("/v1/provider/charges/{id}/refunds/{refundId}", .verified, refundCharge),
            .post("/v1/provider/charges/{id}/approval", .open, approveCharge),
            .post("/v1/provider/charges/{id}/rejection", .open, rejectCharge),
            .get("/pay/{id}", .open, showPaymentPage),
            .get("/v1/journal", .open, showJournal),
            .get("/v1/behaviour", .open, showBehaviour),
            .put("/v1/behaviour", .open, setBehaviour),
        ]
    }

    /// One request of the merchant: verified, then treated as the behaviour says.
    func serve(
        _ request: ServiceRequest,
        losesAnswer: @Sendable (Bank.Result) -> Bool = { _ in false },
        work: @Sendable (Behaviour.Fate) async throws -> Bank.Result
    ) async throws -> ServiceResponse {
        try verify(request)
        let fate = behaviour.roll()
        try await Task.sleep(for: .milliseconds(behaviour.current.latencyMilliseconds))
        if fate.fails { throw Problem.simulatedFailure }
        let result = try await work(fate)
        if result.didChange && behaviour.current.callbackAlways { callbacks.tell(result.charge, fate: fate) }
        if fate.losesAnswer || losesAnswer(result) { throw Problem.answerLost }
        return .ok(ChargeView(result.charge))
    }

    private func verify(_ request: ServiceRequest) throws {
        guard let header = request.header(MessageSignature.header),
            signature.verifies(header, request.method.rawValue, request.path, body: request.body, at: .now)
        else { throw Problem.signatureInvalid }
    }
}
