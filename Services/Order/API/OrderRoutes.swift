import Models
import ServiceKit

/// Every path this service answers, in one place.
struct OrderRoutes: Sendable {
    let orders: OrderRepository
    let baskets: BasketRepository
    let channels: ChannelRepository
    let beginnings: BeginCheckouts
    let checkouts: SagaRunner<PlaceOrder>
    let shipments: any ShipmentClient
    let statusLinks: StatusLinks
    /// Whose token a text is; for a guest's token at sign-in.
    let caller: @Sendable (_ token: String) -> Caller?

    var endpoints: [Endpoint] {
        let shoppers = Access.roles([.customer, .guest])
        let readers = Access.roles([.customer, .guest, .support, .finance, .warehouse, .channel])
        return [
            .post("/v1/baskets", shoppers, openBasket),
            .get("/v1/baskets/{id}", shoppers, showBasket),
            .patch("/v1/baskets/{id}", shoppers, changeBasket),
            .put("/v1/baskets/{id}/lines/{sku}", shoppers, setBasketLine),
            .delete("/v1/baskets/{id}/lines/{sku}", shoppers, removeBasketLine),
            .post("/v1/baskets/{id}/merge", .roles([.customer]), mergeBasket),

            .post("/v1/checkouts", shoppers, checkOut),
            .get("/v1/checkouts/{orderId}", .roles([.customer, .guest, .support]), showCheckout),

            .get("/v1/orders", readers, listOrders),
            .get("/v1/orders/{id}", readers, showOrder),
            .post("/v1/orders/{id}/cancellation", .roles([.customer, .guest, .support]), cancelOrder),
            .post("/v1/orders/{id}/refunds", .roles([.support, .finance]), refundOrder),
            .get("/v1/order-status/{token}", .open, showOrderStatus),

            .post("/v1/intake/till-orders", .roles([.channel]), bodyLimitBytes: 16 << 20, takeTillOrders),
            .post(
                "/v1/intake/marketplace-orders",
                .roles([.channel]),
                bodyLimitBytes: 16 << 20,
                takeMarketplaceOrders
            ),
        ]
    }
}
