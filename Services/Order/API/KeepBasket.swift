import JSON
import Models
import ServiceKit

extension OrderRoutes {
    /// One basket a person: a second device gets the one that is open.
    func openBasket(_ request: ServiceRequest) async throws -> ServiceResponse {
        let wish: OpenBasket = try request.decode()
        let owner = Owner(request.caller)
        guard try await channels.isActive(wish.channelID) else { throw Problem.channelUnknown(wish.channelID) }
        return try await request.once(in: baskets.database) { session in
            let (basket, isNew) = try baskets.open(for: owner, in: wish.channelID, on: session)
            guard isNew else { return .ok(basket, etag: basket.version) }
            return .created(basket, location: "/v1/baskets/\(basket.id)", etag: basket.version)
        }
    }

    func showBasket(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let basket = try await baskets.find(request.parameter("id"), of: Owner(request.caller))
        return .ok(basket, etag: basket.version)
    }

    func setBasketLine(_ request: ServiceRequest) async throws -> ServiceResponse {
        let sku = try request.parameter("sku", as: SKU.self)
        let quantity = try request.decode(LineQuantity.self).quantity
        return try await change(request) { try $0.setting(sku, to: quantity) }
    }

    func removeBasketLine(_ request: ServiceRequest) async throws -> ServiceResponse {
        let sku = try request.parameter("sku", as: SKU.self)
        return try await change(request) { try $0.removing(sku) }
    }

    /// What is kept with the basket needs no second entry in another channel.
    func changeBasket(_ request: ServiceRequest) async throws -> ServiceResponse {
        let kept: BasketChange = try request.decode()
        return try await change(request) { basket in
            var changed = try basket.changeable()
            changed.coupons = kept.coupons ?? changed.coupons
            changed.delivery = kept.delivery ?? changed.delivery
            return changed
        }
    }

    private func change(
        _ request: ServiceRequest,
        by rule: @escaping @Sendable (Basket) throws -> Basket
    ) async throws -> ServiceResponse {
        let id = try request.parameter("id", as: BasketID.self)
        let version = try request.ifMatch()
        let basket = try await baskets.change(id, of: Owner(request.caller), version: version, by: rule)
        return .ok(basket, etag: basket.version)
    }
}

private struct OpenBasket: JSONReadable {
    let channelID: ChannelID

    init?(json: JSONNode) {
        guard let channelID = json.required("channelId", as: ChannelID.self) else { return nil }
        self.channelID = channelID
    }
}

private struct LineQuantity: JSONReadable {
    let quantity: Int

    init?(json: JSONNode) {
        guard let quantity = json.required("quantity", in: 0...Basket.quantityMax) else { return nil }
        self.quantity = quantity
    }
}

private struct BasketChange: JSONReadable {
    let coupons: [CouponCode]?
    let delivery: Delivery?

    init?(json: JSONNode) {
        coupons = json.optional("coupons", count: 0...Basket.couponsMax)
        delivery = json.optional("delivery")
    }
}
