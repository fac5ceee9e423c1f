import JSON
import Models
import ServiceKit

extension OrderRoutes {
    /// Joins the basket of the guest whom the customer was until a moment ago. Merging twice is the same as once, for
    /// the guest's basket is marked in the same transaction.
    func mergeBasket(_ request: ServiceRequest) async throws -> ServiceResponse {
        let id = try request.parameter("id", as: BasketID.self)
        let wish: BasketMerge = try request.decode()
        let owner = Owner(request.caller)
        guard let guest = caller(wish.guestToken), guest.roles.contains(.guest) else {
            throw Problem.invalid("/guestToken", "is not a valid guest's token")
        }
        return try await request.once(in: baskets.database) { session in
            // Every merge locks the customer's basket first, so that no two wait for each other.
            let basket = try baskets.lock(id, of: owner, on: session)
            let other = try baskets.lock(wish.basketID, of: .guest(guest.subject), on: session)
            if other.mergedInto == id { return .ok(basket, etag: basket.version) }
            let merged = try basket.merging(other)
            var emptied = try other.changeable()
            emptied.status = .merged
            emptied.mergedInto = id
            try baskets.save(emptied, on: session)
            try baskets.save(merged, on: session)
            return .ok(merged, etag: merged.version)
        }
    }
}

private struct BasketMerge: JSONReadable {
    let basketID: BasketID
    let guestToken: String

    init?(json: JSONNode) {
        let basketID = json.required("basketId", as: BasketID.self)
        let guestToken = json.text("guestToken", length: 1...4096)
        guard let basketID, let guestToken else { return nil }
        self.basketID = basketID
        self.guestToken = guestToken
    }
}
