import Models
import Postgres
import ServiceKit

/// Every path this service answers, in one place.
struct MarketingRoutes: Sendable {
    let database: Database
    let quotes: QuoteStore
    let customers: CustomerStore
    let promotions: PromotionStore
    let coupons: CouponStore
    let rates: RateStore
    let issuer: TokenIssuer?

    private static let readers: Access = .roles([.customer, .support, .marketer])
    private static let staff: Access = .roles([.support, .marketer])
    private static let enrolling: Access = .roles([.channel, .support, .marketer])
    private static let rateReaders: Access = .roles([.marketer, .finance, .support])

    var endpoints: [Endpoint] {
        [
            .post("/v1/quotes", .open, previewQuote),
            .put("/v1/quotes/{orderId}", .services([.order]), claimQuote),
            .delete("/v1/quotes/{orderId}", .services([.order]), releaseQuote),

            .post("/v1/customers", .roles([.guest, .channel, .support, .marketer]), createCustomer),
            .get("/v1/customers", Self.enrolling, listCustomers),
            .post("/v1/customers/batch", Self.enrolling, createCustomers),
            .put("/v1/customers/by-identity/{channelId}/{externalId}", .roles([.channel]), putCustomerByIdentity),
            .get("/v1/customers/{id}", Self.readers, showCustomer),
            .post("/v1/customers/{id}/identities", Self.enrolling, addIdentity),
            .post("/v1/customers/{id}/merge", Self.staff, mergeCustomers),
            .get("/v1/customers/{id}/points", Self.readers, showPoints),

            .post("/v1/guest-tokens", .open, issueGuestToken),
            .post("/v1/sessions", .open, signIn),

            .post("/v1/promotions", .roles([.marketer]), createPromotion),
            .get("/v1/promotions", Self.staff, listPromotions),
            .get("/v1/promotions/{id}", Self.staff, showPromotion),
            .patch("/v1/promotions/{id}", .roles([.marketer]), changePromotion),
            .post("/v1/coupons", .roles([.marketer]), createCoupons),
            .get("/v1/coupons/{code}", Self.staff, showCoupon),

            .get("/v1/tax-rates", Self.rateReaders, listTaxRates),
            .put("/v1/tax-rates/{country}/{taxClass}", .roles([.marketer, .finance]), putTaxRate),
            .get("/v1/shipping-fees", Self.rateReaders, listShippingFees),
            .put("/v1/shipping-fees/{channelId}", .roles([.marketer]), putShippingFee),
        ]
    }
}
