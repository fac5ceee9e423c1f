import JSON
import Models
import ServiceKit

extension PaymentRoutes {
    /// Takes the money, or a part of it, before the goods leave. The wish is recorded here and carried out right after.
    func capturePayment(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let amount = request.body.isEmpty ? nil : try request.decode(CaptureRequest.self).amount
        return try await request.once(in: database) { [payments] session in
            let payment = try payments.update(id, by: .capture(amount), on: session)
            return .accepted(PaymentView(payment), location: "/v1/payments/\(id)")
        }
    }
}

private struct CaptureRequest: JSONReadable {
    let amount: Money?

    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        amount = json.optional("amount")
    }
}
