import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func createPromotion(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let promotion = try request.decode(NewPromotion.self).promotion
        return try await request.once(in: database) { session in
            try promotions.create(promotion, on: session)
            return .created(promotion, location: "/v1/promotions/\(promotion.id)", etag: promotion.version)
        }
    }
}

struct NewPromotion: JSONReadable {
    let promotion: Promotion

    init?(json: JSONNode) {
        let name = json.text("name", length: 1...200)
        let trigger: Promotion.Trigger? = json.required("trigger")
        let effect: PromotionEffect? = json.required("effect")
        let skus: [SKU]? = json.optional("skus", count: 1...5000)
        let channels: [ChannelID]? = json.optional("channels", count: 1...500)
        let exclusive: Bool? = json.optional("exclusive")
        let priority: Int? = json.optional("priority", in: -1000...1000)
        let active: Bool? = json.optional("active")
        let validFrom: Timestamp? = json.optional("validFrom")
        let validUntil: Timestamp? = json.optional("validUntil")
        if let validFrom, let validUntil, validUntil <= validFrom {
            json.fail("validUntil", "must be later than validFrom")
        }
        if let fault = effect?.fault { json.fail("effect", fault) }
        guard let name, let trigger, let effect else { return nil }
        promotion = Promotion(
            id: PromotionID(),
            name: name,
            trigger: trigger,
            effect: effect,
            skus: skus.map(Set.init),
            channels: channels.map(Set.init),
            isExclusive: exclusive ?? false,
            priority: priority ?? 0,
            isActive: active ?? true,
            validFrom: validFrom,
            validUntil: validUntil,
            version: 1
        )
    }
}

extension Promotion: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("trigger", trigger)
            json.field("effect", effect)
            json.field("skus", skus?.sorted())
            json.field("channels", channels?.sorted())
            json.field("exclusive", isExclusive)
            json.field("priority", priority)
            json.field("active", isActive)
            json.field("validFrom", validFrom)
            json.field("validUntil", validUntil)
        }
    }
}

extension Promotion.Trigger: JSONConvertible {}
