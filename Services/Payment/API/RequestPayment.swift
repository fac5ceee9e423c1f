import JSON
import Models
import ServiceKit

extension PaymentRoutes {
    /// Asks for the money of an order. The payment's id makes it repeatable: whoever did not get the answer asks again
    /// and hears how the payment stands, and the provider is asked again while its outcome is unknown.
    func requestPayment(_ request: ServiceRequest) async throws -> ServiceResponse {
        let wanted = Payment(try request.parameter("id"), try request.decode(PaymentRequest.self))
        let payment = try await recorded(wanted, until: request.deadline)
        guard payment.goal != .release || payment.stage == .declined else { throw PaymentError.released(payment.id) }
        return .ok(PaymentAnswer(payment))
    }

    /// The intent is committed first, so that whatever happens next, somebody comes back to it.
    private func recorded(_ wanted: Payment, until deadline: Deadline) async throws -> Payment {
        var intent = wanted
        intent.nextAt = Timestamp.now + PaymentRepository.leaseSeconds
        switch try await payments.record(intent) {
        case .recorded(let payment):
            try await Failpoint.paymentRecorded.reached()
            return try await advance.step(payment, until: deadline, isAwaited: true)
        case .known(let payment):
            guard payment.isSameWish(as: wanted) else { throw PaymentError.differs(wanted.id) }
            return payment.stage == .new ? try await advance.step(payment, until: deadline, isAwaited: true) : payment
        }
    }
}

extension Payment {
    fileprivate init(_ id: PaymentID, _ request: PaymentRequest) {
        self.init(
            id: id,
            orderID: request.orderID,
            customerID: request.customerID,
            method: request.method,
            amount: request.amount,
            token: request.token,
            returnURL: request.returnURL,
            capture: request.capture
        )
    }

    /// The terms that a repeated request must not change.
    fileprivate func isSameWish(as other: Payment) -> Bool {
        orderID == other.orderID && amount == other.amount && method == other.method && token == other.token
            && capturePolicy == other.capturePolicy
    }
}

private struct PaymentRequest: JSONReadable {
    let orderID: OrderID
    let amount: Money
    let method: PaymentMethod
    let token: String?
    let returnURL: String?
    let customerID: CustomerID?
    let capture: Payment.CapturePolicy

    init?(json: JSONNode) {
        let orderID = json.required("orderId", as: OrderID.self)
        let amount = json.required("amount", as: Money.self)
        let method = json.required("method", as: OnlineMethod.self)?.method
        token = json.optionalText("token")
        returnURL = json.optionalText("returnUrl", length: 1...2048)
        customerID = json.optional("customerId")
        capture = json.optional("capture") ?? .onShipment
        if let amount, !amount.isPositive { json.fail("amount", "must be more than nothing") }
        if method == .card && token == nil { json.fail("token", "is required for a card") }
        if let url = returnURL, !url.hasPrefix("https://"), !url.hasPrefix("http://") {
            json.fail("returnUrl", "must be an address on the web")
        }
        guard let orderID, let amount, let method else { return nil }
        (self.orderID, self.amount, self.method) = (orderID, amount, method)
    }
}

/// A method that a customer may choose; tenders are brought by tills and marketplaces.
private struct OnlineMethod: JSONReadable {
    let method: PaymentMethod

    init?(json: JSONNode) {
        let found = json.string.flatMap(PaymentMethod.init(rawValue:))
        guard let found, !found.isTender else {
            json.fail("must be one of: \(PaymentMethod.online.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        method = found
    }
}
