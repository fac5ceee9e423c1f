import JSON
import Models
import ServiceKit

extension SimulatorRoutes {
    func showCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        return try await serve(request) { _ in try await bank.charge(id, at: .now) }
    }

    func captureCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let amount = try request.decode(AmountBody.self).amount
        return try await serve(request) { _ in try await bank.perform(.capture(amount), on: id, at: .now) }
    }

    /// Also for a charge that was never opened: it is then refused when it comes. The amount says whose it would be.
    func voidCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let amount = try request.decode(AmountBody.self).amount
        return try await serve(request) { _ in
            let now = Timestamp.now
            return try await bank.update(id, at: now) { charge in
                guard let charge else { return .opened(.tombstone(id, amount: amount)) }
                return try charge.change(for: .void, at: now)
            }
        }
    }

    func refundCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id: PaymentID = try request.parameter("id")
        let refundID: RefundID = try request.parameter("refundId")
        let amount = try request.decode(AmountBody.self).amount
        return try await serve(request) { _ in try await bank.perform(.refund(refundID, amount), on: id, at: .now) }
    }
}

private struct AmountBody: JSONReadable {
    let amount: Money

    init?(json: JSONNode) {
        guard let amount = json.required("amount", as: Money.self) else { return nil }
        self.amount = amount
    }
}
