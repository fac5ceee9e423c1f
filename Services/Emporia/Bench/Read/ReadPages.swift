import JSON
import Models
import ServiceKit

/// What a shopper's browser asks for.
struct ReadPages {
    struct Page: Sendable {
        let name: String
        /// The service's base URL.
        let url: String
        let requests: [WrkRequest]
        /// How often the catalogue changes meanwhile, which ends every page that is kept.
        var changesPerSecond = 0

        func changing(_ timesPerSecond: Int) -> Page {
            var page = self
            page.changesPerSecond = timesPerSecond
            return page
        }
    }

    /// An answer that costs the server nothing to find out.
    static func fixed(_ bench: BenchShop) -> Page {
        Page(name: "static answer", url: bench.shop.url(of: .catalog), requests: [WrkRequest(path: "/livez")])
    }

    static func catalogue(_ bench: BenchShop, size: Int) async throws -> [Page] {
        var generator = SplitMix(seed: 7)
        let numbers = (0..<1_000).map { _ in Int.random(in: 1...size, using: &generator) }
        func page(_ name: String, _ path: (Int) -> String) -> Page {
            Page(name: name, url: bench.shop.url(of: .catalog), requests: numbers.map { WrkRequest(path: path($0)) })
        }
        let channel = BenchGoods.channel
        func productPage(_ name: String) -> Page {
            page(name) { "/v1/listings/\(channel)/\(ReadCatalogue.id($0))" }
        }
        return [
            productPage("product page"),
            productPage("product page, 100 changes/s").changing(100),
            page("product, all languages") { "/v1/products/\(ReadCatalogue.id($0))" },
            page("list page, 20") {
                let cursor = PageCursor([ReadCatalogue.id($0)]).value
                return "/v1/listings/\(channel)?limit=20&cursor=\(cursor)"
            },
            page("search, 20 found") { "/v1/products?q=\(ReadCatalogue.rareWord($0))&limit=20" },
            page("search, 1 % found") { "/v1/products?q=\(ReadCatalogue.commonWord($0))&limit=20" },
            page("search, 1 % found, 100 changes/s") { "/v1/products?q=\(ReadCatalogue.commonWord($0))&limit=20" }
                .changing(100),
        ]
    }

    /// What is asked of inventory and order, whose tables do not grow with the catalogue.
    static func personal(_ bench: BenchShop, _ goods: BenchGoods) async throws -> [Page] {
        var generator = SplitMix(seed: 11)
        let questions = (0..<50).map { _ in
            let skus = goods.skus.shuffled(using: &generator)
            let body = JSON.string(
                Object { json in
                    json.field("skus", skus)
                    json.field("locationIds", ReadShelves.locations)
                }
            )
            return WrkRequest(method: "POST", path: "/v1/availability", body: body)
        }
        let shoppers = try await ReadShopper.some(bench, goods)
        return [
            Page(name: "availability, 100 × 20", url: bench.shop.url(of: .inventory), requests: questions),
            Page(
                name: "basket",
                url: bench.shop.url(of: .order),
                requests: shoppers.map { WrkRequest(path: "/v1/baskets/\($0.basket)", token: $0.token) }
            ),
            Page(
                name: "order status",
                url: bench.shop.url(of: .order),
                requests: shoppers.map { WrkRequest(path: $0.statusPath) }
            ),
        ]
    }
}

/// Somebody with a basket, and with an order on its way.
struct ReadShopper: Sendable {
    let token: String
    let basket: String
    let statusPath: String

    static func some(_ bench: BenchShop, _ goods: BenchGoods) async throws -> [ReadShopper] {
        var shoppers: [ReadShopper] = []
        for number in 0..<100 { shoppers.append(try await make(number, bench, goods)) }
        try await bench.settle()
        return shoppers
    }

    private static func make(_ number: Int, _ bench: BenchShop, _ goods: BenchGoods) async throws -> ReadShopper {
        let customer = CustomerID()
        let load = try CheckoutLoad(bench, skus: goods.skus, buyers: 1)
        let token = try bench.shop.entrance.tokens.issue(
            subject: "shopper-\(number)",
            roles: [.customer],
            customerID: customer,
            lifetimeSeconds: 24 * 3600
        )
        let shopper = ShopClient(bench.staff, token: token)
        let bought = try await shopper.send(
            .post,
            .order,
            "/v1/checkouts",
            key: "shopper-\(number)",
            body: load.body()
        )
        let status = try JSON.decode(StatusAnswer.self, from: bought.body).statusURL
        let opened = try await shopper.send(.post, .order, "/v1/baskets", key: "basket-\(number)") { json in
            json.field("channelId", BenchGoods.channel)
        }
        let basket = try JSON.decode(IdentifiedAnswer.self, from: opened.body).id
        var tag = opened.header("ETag") ?? ""
        for index in 0..<3 {
            let path = "/v1/baskets/\(basket)/lines/\(goods.skus[(number + index) % goods.skus.count])"
            let answer = try await shopper.send(
                .put,
                .order,
                path,
                headers: [("If-Match", tag)],
                body: JSON.encode(Object { $0.field("quantity", 1) })
            )
            tag = answer.header("ETag") ?? ""
        }
        return ReadShopper(token: token, basket: basket, statusPath: status)
    }

    private struct StatusAnswer: JSONReadable {
        let statusURL: String

        init?(json: JSONNode) {
            json.ignoreUnknown()
            guard let statusURL = json.text("statusUrl") else { return nil }
            self.statusURL = statusURL
        }
    }
}
