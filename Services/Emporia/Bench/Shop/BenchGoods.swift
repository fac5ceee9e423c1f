import JSON
import Models
import ServiceKit

/// Goods by the thousand in the demo shop's web channel, made through the public API as a merchant's program would.
struct BenchGoods: Sendable {
    let client: ShopClient
    let skus: [String]
    static let channel = "web-cn"
    static let locations = ["wh-shanghai", "wh-chengdu"]

    /// Units of each SKU in each location: more than any run can sell.
    private static let units = 1_000_000
    private static let variantsPerProduct = 100

    /// - Parameter count: SKUs, rounded up to whole products of a hundred variants.
    init(_ client: ShopClient, count: Int) {
        self.client = client
        let products = (count + Self.variantsPerProduct - 1) / Self.variantsPerProduct
        skus = (0..<products).flatMap { Self.skus(of: $0) }
    }

    /// Returns when a checkout of the last of them can be priced.
    func stock() async throws {
        let products = Array(0..<skus.count / Self.variantsPerProduct)
        try await client.inParallel(products, add)
        let list = try await priceList()
        try await client.inParallel(skus.chunks(of: 2_500)) { try await price($0, in: list) }
        for location in Self.locations {
            try await client.inParallel(skus.chunks(of: 1_000)) { try await receive($0, at: location) }
        }
        try await waitUntilPriced()
    }

    private static func skus(of product: Int) -> [String] {
        (0..<10).flatMap { colour in (0..<10).map { "G\(product)-c\(colour)-s\($0)" } }
    }

    private func add(_ product: Int) async throws {
        let answer = try await client.send(.post, .catalog, "/v1/products", key: "goods-\(product)") { json in
            json.field("title", Object.languages("商品 \(product)", "Article \(product)"))
            json.field("skuBase", "G\(product)")
            json.field(
                "options",
                array: { json in
                    for (name, letter) in [("Colour", "c"), ("Size", "s")] {
                        json.element(
                            Object { json in
                                json.field("name", name)
                                json.field("values", (0..<10).map { "\(letter)\($0)" })
                            }
                        )
                    }
                }
            )
        }
        let id = try JSON.decode(IdentifiedAnswer.self, from: answer.body).id
        try await client.send(.put, .catalog, "/v1/listings/\(Self.channel)/\(id)")
    }

    private func priceList() async throws -> String {
        let answer = try await client.send(.post, .catalog, "/v1/price-lists", key: "goods") { json in
            json.field("name", "Articles")
            json.field("currency", "CNY")
        }
        return try JSON.decode(IdentifiedAnswer.self, from: answer.body).id
    }

    private func price(_ skus: [String], in list: String) async throws {
        try await client.send(.put, .catalog, "/v1/price-lists/\(list)/prices") { json in
            json.field(
                "prices",
                array: { json in
                    for sku in skus {
                        json.element(
                            Object { json in
                                json.field("sku", sku)
                                json.field("amountMinor", 990 + 100 * (sku.utf8.count + Int(sku.utf8.last ?? 0)))
                            }
                        )
                    }
                }
            )
        }
    }

    private func receive(_ skus: [String], at location: String) async throws {
        try await client.send(
            .post,
            .inventory,
            "/v1/receipts",
            key: "goods-\(location)-\(skus[0])"
        ) { json in
            json.field("locationId", location)
            json.field(
                "lines",
                array: { json in
                    for sku in skus {
                        json.element(
                            Object { json in
                                json.field("sku", sku)
                                json.field("quantity", Self.units)
                            }
                        )
                    }
                }
            )
        }
    }

    /// Prices travel to marketing as events, in the order of their changes only per list: so every SKU is asked for.
    private func waitUntilPriced() async throws {
        for part in skus.chunks(of: 100) {
            let limit = ContinuousClock.now + .seconds(60)
            while try await !isPriced(part) {
                guard ContinuousClock.now < limit else { throw BenchFailure("the prices did not reach marketing") }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func isPriced(_ skus: [String]) async throws -> Bool {
        let answer = try await client.send(.post, .marketing, "/v1/quotes", accepting: [404, 409, 422]) { json in
            json.field("channelId", Self.channel)
            json.field("currency", "CNY")
            json.field(
                "lines",
                array: { json in
                    for (index, sku) in skus.enumerated() {
                        json.element(
                            Object { json in
                                json.field("lineId", index + 1)
                                json.field("sku", sku)
                                json.field("quantity", 1)
                            }
                        )
                    }
                }
            )
            json.field("deliveryMethod", "ship")
            json.field("destination", Object { $0.field("country", "CN") })
        }
        return answer.status == 200
    }
}

/// An answer of which only the id matters.
struct IdentifiedAnswer: JSONReadable {
    let id: String

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let id = json.text("id") else { return nil }
        self.id = id
    }
}

struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Collection where Index == Int {
    func chunks(of size: Int) -> [[Element]] {
        stride(from: startIndex, to: endIndex, by: size).map { Array(self[$0..<Swift.min($0 + size, endIndex)]) }
    }
}

extension ShopClient {
    /// Works on many things, eight at a time; the first error ends it.
    func inParallel<Item: Sendable>(
        _ items: [Item],
        _ work: @escaping @Sendable (Item) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, item) in items.enumerated() {
                if number >= 8 { try await group.next() }
                group.addTask { try await work(item) }
            }
            try await group.waitForAll()
        }
    }
}
