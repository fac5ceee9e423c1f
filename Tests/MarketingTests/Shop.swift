import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

/// A running marketing service that has heard of two channels and some tea.
struct Shop {
    let service: TestService

    static let tea = "TEA-100"
    static let cup = "CUP-1"

    /// - Parameter holdSeconds: How long claims are kept.
    static func open(holdSeconds: Int = 1800, _ body: (Shop) async throws -> Void) async throws {
        try await TestService.with(
            .marketing,
            migrations: MarketingService.migrations,
            settings: [
                "marketing.hold.seconds": "\(holdSeconds)", "marketing.expiry.poll.seconds": "0.1",
                "database.connections": "8",
            ],
            assemble: MarketingService.assemble
        ) { service in
            let shop = Shop(service: service)
            try await shop.hear(
                from: .catalog,
                ChannelChanged.sample("web"),
                ChannelChanged.sample("us-web", currency: .usd, country: "US", pricesIncludeTax: false),
                PriceChanged.sample(tea, 99_00),
                PriceChanged.sample(cup, 30_00),
                PriceChanged.sample(tea, 20_00, currency: .usd)
            )
            try await body(shop)
        }
    }

    /// Delivers events as the speaker's relay would.
    func hear(from speaker: ServiceName, _ payloads: any EventPayload...) async throws {
        try await hear(payloads.map { CloudEvent($0, source: speaker) })
    }

    func hear(_ events: [CloudEvent]) async throws {
        guard let speaker = events.first?.source else { return }
        let answer = try await service.send(
            .post,
            "/v1/events",
            as: .service(speaker),
            body: JSON.string(events),
            headers: [("Content-Type", "application/cloudevents-batch+json")]
        )
        try #require(answer.status < 300, "\(answer.text)")
        try #require(answer["rejected/0/detail"] == nil, "\(answer.text)")
    }

    func customer() async throws -> CustomerID {
        let answer = try await service.send(.post, "/v1/customers", as: .role(.support), body: #"{"locale":"en"}"#)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"].flatMap { CustomerID($0) })
    }

    /// A promotion that needs a coupon, and the coupon.
    func coupon(
        _ code: String,
        effect: String = #"{"type":"percentOff","basisPoints":1000}"#,
        limits: String = ""
    )
        async throws
    {
        let promotion = try await promotion(#""trigger":"coupon","effect":\#(effect)"#)
        let answer = try await service.send(
            .post,
            "/v1/coupons",
            as: .role(.marketer),
            body: #"{"promotionId":"\#(promotion)","code":"\#(code)"\#(limits)}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
    }

    @discardableResult
    func promotion(_ fields: String) async throws -> String {
        let answer = try await service.send(
            .post,
            "/v1/promotions",
            as: .role(.marketer),
            body: #"{"name":"Offer",\#(fields)}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"])
    }

    func quote(_ request: QuoteRequest, for order: OrderID = OrderID()) async throws -> HTTPAnswer {
        try await service.send(.put, "/v1/quotes/\(order)", as: .service(.order), json: request)
    }

    /// A quote that succeeds.
    func breakdown(_ request: QuoteRequest, for order: OrderID = OrderID()) async throws -> Breakdown {
        let answer = try await quote(request, for: order)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.decode()
    }

    func points(of customer: CustomerID) async throws -> Int {
        let answer = try await service.send(.get, "/v1/customers/\(customer)/points?limit=500", as: .role(.support))
        let balance = try #require(answer["balance"].flatMap { Int($0) })
        let deltas = try JSON.parse(answer.body).child("items")?.elements.compactMap { $0.child("delta")?.int64 } ?? []
        #expect(deltas.reduce(0, +) == Int64(balance), "the ledger sums to the balance")
        return balance
    }

    func claimed(_ code: String) async throws -> Int {
        let answer = try await service.send(.get, "/v1/coupons/\(code)", as: .role(.support))
        return try #require(answer["claimed"].flatMap { Int($0) })
    }

    /// Places an order of tea for a customer and lets the service hear of it.
    func placeTea(_ quantity: Int = 1, for customer: CustomerID) async throws -> OrderPlaced {
        let order = OrderID()
        let breakdown = try await breakdown(.sample(quantity, customer: customer), for: order)
        let placed = OrderPlaced.sample(order, customer: customer, breakdown: breakdown)
        try await hear(from: .order, placed)
        return placed
    }
}
