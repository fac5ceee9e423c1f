import JSON
import Models
import ServiceKit

/// Payment over HTTP.
struct PaymentServiceClient: PaymentClient {
    let service: ServiceClient

    func authorise(_ placing: Placing, amount: Money, _ context: CallContext) async throws -> PaymentAnswer {
        guard let payment = placing.payment else { return .authorised }
        let request = PaymentRequest(placing: placing, payment: payment, amount: amount)
        let response = try await service.put("/v1/payments/\(payment.paymentID)", request, context: context)
        return try response.accepted()
    }

    func void(_ paymentID: PaymentID, _ context: CallContext) async throws {
        try await service.delete("/v1/payments/\(paymentID)", context: context).requireAccepted()
    }
}

private struct PaymentRequest: JSONWritable {
    let placing: Placing
    let payment: Placing.Payment
    let amount: Money

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", placing.orderID)
            json.field("amount", amount)
            json.field("method", payment.method)
            json.field("token", payment.token)
            json.field("returnUrl", payment.returnURL)
            json.field("customerId", placing.owner?.customerID)
            json.field("capture", "onShipment")
        }
    }
}

extension PaymentAnswer: JSONReadable {
    /// A status beyond `authorised`, as a repeated call may find, means that the money is safe.
    init?(json: JSONNode) {
        json.ignoreUnknown()
        switch json.required("status", as: String.self) {
        case "authorised", "captured": self = .authorised
        case "requiresAction":
            self = json.child("action").map { .requiresAction(PaymentAction(json: $0.rawBytes)) } ?? .pending
        case "pending": self = .pending
        case "declined", "failed", "voided", "refunded":
            self = .declined(reason: json.optional("reason") ?? "The payment was declined.")
        default:
            json.fail("status", "is not a status of a payment")
            return nil
        }
    }
}
