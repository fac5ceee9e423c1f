import Models
import ServiceKit

extension PaymentRoutes {
    func showPayment(_ request: ServiceRequest) async throws -> ServiceResponse {
        let payment = try await payments.find(request.parameter("id"))
        return .ok(PaymentView(payment), etag: payment.version)
    }

    /// Newest first; of one order, or in one state.
    func listPayments(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("orderId", "status", "limit", "cursor")
        let page = try await payments.list(
            order: request.query("orderId", as: OrderID.self),
            status: request.query("status", among: PaymentStatus.self),
            page: request.page()
        )
        return .ok(Page(items: page.items.map(PaymentView.init), next: page.next))
    }
}
