import Models
import ServiceKit

extension PaymentRoutes {
    /// Gives back whatever stands, however far the payment got. An id that was never asked for is refused from now on,
    /// so a request that was overtaken by its own undoing charges nobody.
    func releasePayment(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let released = try await payments.release(id, reason: "The order was not placed.")
        try await Failpoint.paymentReleaseAfter.reached()
        guard let payment = released, payment.nextCommand != nil else { return .noContent }
        return .accepted(PaymentView(payment), location: "/v1/payments/\(id)")
    }
}
