import Models

@testable import PaymentService

extension Payment {
    static func sample(
        _ method: PaymentMethod = .card,
        amount: Money = .cny(100_00),
        capture: CapturePolicy = .onShipment,
        _ events: [PaymentEvent] = []
    ) throws -> Payment {
        let new = Payment(
            id: PaymentID(),
            orderID: OrderID(),
            customerID: nil,
            method: method,
            amount: amount,
            token: method == .card ? "tok_ok" : nil,
            returnURL: nil,
            capture: capture
        )
        return try events.reduce(new) { try $0.deciding($1, at: .noon).payment }
    }

    static func authorised() throws -> Payment {
        try sample(.card, [.answered(.authorised)])
    }

    static func captured() throws -> Payment {
        try sample(.card, [.answered(.authorised), .capture(nil), .answered(.captured(100_00))])
    }
}

extension ChargeReport {
    static let authorised = ChargeReport(stage: .authorised, amount: .cny(100_00))
    static let voided = ChargeReport(stage: .voided, amount: .cny(100_00))
    static let declined = ChargeReport(stage: .declined, amount: .cny(100_00), reason: "no")
    static let awaiting = ChargeReport(
        stage: .awaitingCustomer,
        amount: .cny(100_00),
        action: CustomerAction(kind: .qr, data: "qr", expiresAt: .noon + 900)
    )

    static func captured(_ minor: Int64, refunds: [RefundReport] = []) -> ChargeReport {
        ChargeReport(stage: .captured, amount: .cny(100_00), capturedMinor: minor, refunds: refunds)
    }
}

extension Timestamp {
    static let noon = Timestamp(microseconds: 1_767_268_800_000_000)
}
