import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func changePromotion(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: PromotionID.self)
        let version = try request.ifMatch()
        let change = try request.decode(PromotionChange.self)
        let promotion = try await promotions.update(id, version: version) { try $0.changed(by: change) }
        return .ok(promotion, etag: promotion.version)
    }
}

extension PromotionChange: JSONReadable {
    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        self.init(
            name: json.optionalText("name", length: 1...200),
            priority: json.optional("priority", in: -1000...1000),
            isActive: json.optional("active"),
            validFrom: json.optional("validFrom"),
            validUntil: json.optional("validUntil")
        )
    }
}
