import Models
import ServiceKit

extension MarketingRoutes {
    /// Prices a basket as it stands; claims and writes nothing.
    func previewQuote(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        var quote = try request.decode(QuoteRequest.self)
        quote.customerID = try customer(of: quote, asking: request.caller)
        return .ok(try await quotes.preview(quote, at: .now))
    }

    /// Whom the basket is for. A quote shows what a customer has left of coupons and points, so only she herself and those
    /// who may see her record may name her.
    private func customer(of quote: QuoteRequest, asking caller: Caller) throws -> CustomerID? {
        guard let named = quote.customerID else { return caller.customerID }
        guard
            caller.owns(customer: named) || caller.hasAny(of: [.channel, .support, .marketer])
                || caller.service == .order
        else { throw CustomerError.notFound(named) }
        return named
    }
}
