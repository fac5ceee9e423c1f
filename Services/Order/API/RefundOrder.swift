import JSON
import Models
import ServiceKit

extension OrderRoutes {
    /// Gives back lines, wholly or in part. The amounts are computed; whoever asks says only what comes back.
    func refundOrder(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id = try request.parameter("id", as: OrderID.self)
        let wish: RefundWish = try request.decode()
        let actor = request.caller.actor
        return try await request.once(in: orders.database) { session in
            let refund = try orders.refund(id, wish.request, reason: wish.reason, actor: actor, on: session)
            return .created(refund, location: "/v1/orders/\(id)")
        }
    }
}

private struct RefundWish: JSONReadable {
    let request: RefundRequest
    let reason: String

    init?(json: JSONNode) {
        let lines: [RefundRequest.Line]? = json.required("lines", count: 0...500)
        let includesShipping = json.optional("shipping", as: Bool.self) ?? false
        let reason = json.text("reason", length: 1...200)
        guard let lines, let reason else { return nil }
        request = RefundRequest(lines: lines, includesShipping: includesShipping)
        self.reason = reason
    }
}

extension RefundRequest.Line: JSONReadable {
    init?(json: JSONNode) {
        let lineID = json.required("lineId", in: 1...100_000)
        let quantity = json.required("quantity", in: 1...Int(Int32.max))
        guard let lineID, let quantity else { return nil }
        self.init(lineID: lineID, quantity: quantity)
    }
}
