import JSON
import Models
import ServiceKit

extension PaymentRoutes {
    /// Owes money back: all that is left when no amount is named.
    func refundPayment(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let wanted = try request.decode(RefundRequest.self)
        let refundID = RefundID()
        return try await request.once(in: database) { [payments] session in
            let event = PaymentEvent.refund(refundID, wanted.amount, reason: wanted.reason)
            let payment = try payments.update(id, by: event, on: session)
            guard let refund = payment.refunds.first(where: { $0.id == refundID }) else {
                throw PaymentError.nothingToRefund(id, payment.status)
            }
            return .accepted(RefundView(refund), location: "/v1/payments/\(id)")
        }
    }
}

private struct RefundRequest: JSONReadable {
    let amount: Money?
    let reason: String

    init?(json: JSONNode) {
        amount = json.optional("amount")
        guard let reason = json.text("reason", length: 1...500) else { return nil }
        self.reason = reason
    }
}
