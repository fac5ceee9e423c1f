import JSON
import Models
import ServiceKit

/// The adapter for the provider simulator. Every request and every callback carries a signature with the shared secret.
struct SimulatorProvider: PaymentProvider {
    let name = "simulator"
    let client: CurlClient
    let baseURL: String
    /// Where the simulator finds us.
    let callbackURL: String
    let signature: MessageSignature

    /// A provider that has not answered by then is asked again later.
    static let timeoutSeconds = 8.0

    func perform(
        _ command: ProviderCommand,
        for payment: Payment,
        until deadline: Deadline
    ) async throws(ProviderError) -> ChargeReport {
        let charge = "/v1/provider/charges/\(payment.id)"
        let answer =
            switch command {
            case .ask: try await send(.get, charge, nil, until: deadline)
            case .authorise: try await send(.put, charge, authorisation(of: payment), until: deadline)
            case .capture(let minor):
                try await send(.put, charge + "/capture", .amount(payment.money(minor)), until: deadline)
            case .void: try await send(.put, charge + "/void", .amount(payment.amount), until: deadline)
            case .refund(let refund):
                try await send(.put, "\(charge)/refunds/\(refund.id)", .amount(refund.amount), until: deadline)
            }
        switch answer.status {
        case 200: return try report(answer)
        case 409: return try await standing(of: charge, until: deadline)
        // Our credentials, our speed or our patience: it says nothing about the payment.
        case 401, 403, 408, 429: throw .unknown("answered \(answer.status)")
        case 400..<500: throw .refused(SimulatorAnswer.detail(of: answer.body) ?? "refused (\(answer.status))")
        default: throw .unknown("answered \(answer.status)")
        }
    }

    func callback(_ request: ServiceRequest) throws -> (payment: PaymentID, report: ChargeReport) {
        guard let header = request.header(MessageSignature.header),
            signature.verifies(header, request.method.rawValue, request.path, body: request.body, at: .now)
        else { throw Problem.signatureInvalid }
        let answer = try request.decode(SimulatorAnswer.self)
        return (answer.id, answer.report)
    }

    private func authorisation(of payment: Payment) -> SimulatorBody {
        .charge(amount: payment.amount, method: payment.method, token: payment.token, callbackURL: callbackURL)
    }

    /// "Not possible as it stands": so how does it stand?
    private func standing(of charge: String, until deadline: Deadline) async throws(ProviderError) -> ChargeReport {
        let answer = try await send(.get, charge, nil, until: deadline)
        guard answer.status == 200 else { throw .unknown("answered \(answer.status)") }
        return try report(answer)
    }

    private func report(_ answer: HTTPAnswer) throws(ProviderError) -> ChargeReport {
        do {
            return try JSON.decode(SimulatorAnswer.self, from: answer.body).report
        } catch {
            throw .unknown("an answer that cannot be read: \(error)")
        }
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ content: SimulatorBody?,
        until deadline: Deadline
    ) async throws(ProviderError) -> HTTPAnswer {
        let body = content.map { JSON.encode($0) }
        let code = signature.signing(method.rawValue, path, body: body ?? [], at: .now)
        do {
            return try await client.send(
                method,
                baseURL + path,
                headers: [("content-type", "application/json"), (MessageSignature.header, code)],
                body: body,
                timeoutSeconds: min(Self.timeoutSeconds, max(deadline.remainingSeconds, 0.05))
            )
        } catch {
            throw .unknown("\(error)")
        }
    }
}
