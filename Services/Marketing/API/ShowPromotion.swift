import Models
import ServiceKit

extension MarketingRoutes {
    func showPromotion(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let promotion = try await promotions.find(request.parameter("id", as: PromotionID.self))
        return .ok(promotion, etag: promotion.version)
    }

    func listPromotions(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let page = try request.page()
        let items = try await promotions.page(after: page.cursor?.id(), limit: page.limit)
        return .ok(Page(items: items, next: items.nextCursor(limit: page.limit, \.id)))
    }
}
