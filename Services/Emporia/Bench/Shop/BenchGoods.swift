import Algorithms
import JSON
import Models
import ServiceKit

/// Goods by the thousand in the demo shop's web channel, made through the public API as a merchant's program would.
struct BenchGoods: Sendable {
    let client: ShopClient
    let skus: [String]
    let locations: [String]
    static let channel = "web-cn"

    private let name: String
    private let units: Int
    private static let variantsPerProduct = 100

    /// - Parameters:
    ///   - count: SKUs, rounded up to whole products of a hundred variants.
    ///   - units: Of each SKU in each location; usually more than any run can sell.
    ///   - name: What their SKUs begin with.
    init(
        _ client: ShopClient,
        count: Int,
        units: Int = 1_000_000,
        in locations: [String] = ["wh-shanghai", "wh-chengdu"],
        named name: String = "G"
    ) {
        self.client = client
        self.name = name
        self.units = units
        self.locations = locations
        let products = (count + Self.variantsPerProduct - 1) / Self.variantsPerProduct
        skus = (0..<products).flatMap { product in
            (0..<10).flatMap { colour in (0..<10).map { "\(name)\(product)-c\(colour)-s\($0)" } }
        }
    }

    /// Returns when a checkout of the last of them can be priced.
    func stock() async throws {
        let products = Array(0..<skus.count / Self.variantsPerProduct)
        try await client.inParallel(products, add)
        let list = try await priceList()
        try await client.inParallel(skus.chunks(ofCount: 2_500)) { try await price($0, in: list) }
        for location in locations {
            try await client.inParallel(skus.chunks(ofCount: 1_000)) { try await receive($0, at: location) }
        }
        try await waitUntilPriced()
    }

    private func add(_ product: Int) async throws {
        let answer = try await client.send(.post, .catalog, "/v1/products", key: "goods-\(name)\(product)") { json in
            json.field("title", Object.languages("商品 \(name)\(product)", "Article \(name)\(product)"))
            json.field("skuBase", "\(name)\(product)")
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
        let answer = try await client.send(.post, .catalog, "/v1/price-lists", key: "goods-\(name)") { json in
            json.field("name", "Articles \(name)")
            json.field("currency", "CNY")
        }
        return try JSON.decode(IdentifiedAnswer.self, from: answer.body).id
    }

    private func price(_ skus: ArraySlice<String>, in list: String) async throws {
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

    private func receive(_ skus: ArraySlice<String>, at location: String) async throws {
        try await client.send(
            .post,
            .inventory,
            "/v1/receipts",
            key: "goods-\(location)-\(skus.first ?? "")"
        ) { json in
            json.field("locationId", location)
            json.field(
                "lines",
                array: { json in
                    for sku in skus {
                        json.element(
                            Object { json in
                                json.field("sku", sku)
                                json.field("quantity", units)
                            }
                        )
                    }
                }
            )
        }
    }

    /// Prices travel to marketing as events, in the order of their changes only per list: so every SKU is asked for.
    private func waitUntilPriced() async throws {
        for part in skus.chunks(ofCount: 100) {
            let limit = ContinuousClock.now + .seconds(60)
            while try await !isPriced(part) {
                guard ContinuousClock.now < limit else { throw BenchFailure("the prices did not reach marketing") }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func isPriced(_ skus: ArraySlice<String>) async throws -> Bool {
        let answer = try await client.send(
            .post,
            .marketing,
            "/v1/quotes",
            body: Self.quote(of: Array(skus)),
            accepting: [404, 409, 422]
        )
        return answer.status == 200
    }

    /// The body that asks what one of each costs.
    static func quote(of skus: [String]) -> [UInt8] {
        JSON.encode(
            Object { json in
                json.field("channelId", channel)
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
        )
    }
}

/// An answer of which only the id matters.
struct IdentifiedAnswer: JSONReadable {
    let id: String

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let id = json.child("paymentId")?.string ?? json.text("id") else { return nil }
        self.id = id
    }
}

struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension ShopClient {
    /// Works on many things, eight at a time; the first error ends it.
    func inParallel<Item: Sendable>(
        _ items: some Sequence<Item>,
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
