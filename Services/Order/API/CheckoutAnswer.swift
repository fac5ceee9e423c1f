import JSON
import Models
import Postgres
import ServiceKit

/// How a checkout stands, as it is answered. A placed one says so for ever: the same key gets the same answer, whatever
/// became of the order since.
struct Checkout: Sendable {
    let orderID: OrderID
    let number: String
    let status: OrderStatus
    let total: Money?
    var action: JSONText?
    var refusal: SagaRefusal?
    /// None when the order's link was made with a key that this service no longer has.
    let statusToken: StatusToken?
}

extension Checkout: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("number", number)
            json.field("status", status)
            json.field("total", total)
            json.field("action", stored: action)
            json.field("refusal", refusal)
            json.field("statusUrl", statusToken.map { "/v1/order-status/\($0)" })
        }
    }
}

extension Checkout {
    init(_ placing: Placing, _ status: OrderStatus, _ statusToken: StatusToken) {
        self.init(
            orderID: placing.orderID,
            number: placing.number,
            status: status,
            total: placing.breakdown?.total,
            action: status == .awaitingPayment ? placing.action.map { JSONText($0.json) } : nil,
            statusToken: statusToken
        )
    }

    /// The answer to whoever wants to buy: 201 once placed, 202 while it goes on, the refusal when there is one.
    func response() throws -> ServiceResponse {
        if let refusal { throw refusal }
        switch status {
        case .checkingOut, .awaitingPayment:
            return .accepted(self, location: "/v1/checkouts/\(orderID)")
        case .placed, .shipped, .delivered, .cancelled, .rejected:
            let placed = Checkout(
                orderID: orderID,
                number: number,
                status: .placed,
                total: total,
                statusToken: statusToken
            )
            return .created(placed, location: "/v1/orders/\(orderID)")
        }
    }
}
