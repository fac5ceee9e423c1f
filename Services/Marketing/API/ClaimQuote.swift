import Models
import ServiceKit

extension MarketingRoutes {
    /// Keyed by the order, so that a step of checkout repeated after a crash finds its first claim.
    func claimQuote(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let order = try request.parameter("orderId", as: OrderID.self)
        let quote = try request.decode(QuoteRequest.self)
        let breakdown = try await quotes.claim(quote, for: order, at: .now)
        try await Failpoint.quoteAfter.reached()
        return .ok(breakdown)
    }

    func releaseQuote(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        try await quotes.release(request.parameter("orderId", as: OrderID.self))
        try await Failpoint.quoteReleaseAfter.reached()
        return .noContent
    }
}
