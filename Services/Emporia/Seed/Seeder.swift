import Algorithms
import Foundation
import JSON
import Models
import ServiceKit

/// Fills a new shop through its public API, as a merchant's own program would.
///
/// Every call carries an Idempotency-Key of its own, so a seeding that was cut off is simply done again.
struct Seeder: Sendable {
    private let state: StateFolder
    private let client: ShopClient

    /// - Parameter state: Remembers that the shop has been filled.
    init(_ entrance: ShopEntrance, state: StateFolder) throws {
        self.state = state
        client = try ShopClient(entrance)
    }

    init(_ shop: LocalShop) throws {
        try self.init(shop.entrance, state: shop.state)
    }

    func run() async throws {
        guard state.read("seeded") == nil else { return }
        try await step("channels", DemoShop.channels, add)
        try await step("locations", DemoShop.locations, add)
        try await step("categories", DemoCatalogue.categories, add)
        try await step("products", DemoCatalogue.products, add)
        try await step("price lists", DemoShop.currencies, add)
        try await step("listings", DemoShop.channels, list)
        try await step("stock", DemoShop.locations, receive)
        try await step("tax rates", DemoShop.taxes, add)
        try await step("customers", DemoShop.customers, add)
        try await addOffers()
        try await waitUntilQuotable()
        try state.write(Timestamp.now.description, to: "seeded")
    }

    private func step<T>(_ what: String, _ items: [T], _ add: (T) async throws -> Void) async throws {
        for item in items { try await add(item) }
        Terminal.good("\(items.count) \(what)")
    }

    private func add(_ channel: DemoShop.Channel) async throws {
        try await client.send(.post, .catalog, "/v1/channels", key: "seed-\(channel.id)", accepting: [409]) { json in
            json.field("id", channel.id)
            json.field("name", channel.name)
            json.field("type", channel.type)
            json.field("currency", channel.currency)
            json.field("locale", channel.locale)
            json.field("timeZone", channel.timeZone)
            json.field("country", channel.country)
        }
        try await client.send(.put, .marketing, "/v1/shipping-fees/\(channel.id)") { json in
            json.field("fee", Object.money(channel.currency == "CNY" ? 1000 : 490, channel.currency))
            json.field("freeFrom", Object.money(channel.currency == "CNY" ? 19900 : 4900, channel.currency))
        }
    }

    private func add(_ location: DemoShop.Location) async throws {
        try await client.send(.post, .inventory, "/v1/locations", key: "seed-\(location.id)", accepting: [409]) {
            json in
            json.field("id", location.id)
            json.field("name", location.name)
            json.field("type", location.type)
            json.field("country", location.country)
            json.field("timeZone", location.timeZone)
            json.field("priority", location.priority)
        }
    }

    private func add(_ category: (id: String, parent: String?, chinese: String, english: String)) async throws {
        try await client.send(.post, .catalog, "/v1/categories", key: "seed-\(category.id)", accepting: [409]) { json in
            json.field("id", category.id)
            json.field("parentId", category.parent)
            json.field("name", Object.languages(category.chinese, category.english))
        }
    }

    private func add(_ product: DemoCatalogue.Product) async throws {
        try await client.send(.post, .catalog, "/v1/products", key: "seed-\(product.sku)", accepting: [409]) { json in
            json.field("title", Object.languages(product.chinese, product.english))
            json.field("categoryId", product.category)
            if product.options.isEmpty {
                json.field("variants", array: { $0.element(Object { $0.field("sku", product.sku) }) })
            } else {
                json.field("skuBase", product.sku)
                json.field(
                    "options",
                    array: { json in
                        for option in product.options {
                            json.element(
                                Object { json in
                                    json.field("name", option.name)
                                    json.field("values", option.values)
                                }
                            )
                        }
                    }
                )
            }
        }
    }

    private func add(_ currency: (code: String, minorPerFen: Double, listName: String)) async throws {
        let answer = try await client.send(.post, .catalog, "/v1/price-lists", key: "seed-\(currency.code)") { json in
            json.field("name", currency.listName)
            json.field("currency", currency.code)
        }
        let list: SeededID = try JSON.decode(from: answer.body)
        for (product, seeded) in try await catalogue() {
            try await client.send(.put, .catalog, "/v1/price-lists/\(list.id)/prices") { json in
                json.field(
                    "prices",
                    array: { json in
                        for (index, sku) in seeded.skus.enumerated() {
                            let minor = DemoShop.price(of: product, variant: index, minorPerFen: currency.minorPerFen)
                            json.element(
                                Object { json in
                                    json.field("sku", sku)
                                    json.field("amountMinor", minor)
                                }
                            )
                        }
                    }
                )
            }
        }
    }

    private func list(_ channel: DemoShop.Channel) async throws {
        for (_, seeded) in try await catalogue() {
            try await client.send(.put, .catalog, "/v1/listings/\(channel.id)/\(seeded.id)")
        }
    }

    private func receive(_ location: DemoShop.Location) async throws {
        let skus = try await catalogue().flatMap { $0.seeded.skus }
        for (number, part) in skus.chunks(ofCount: 100).enumerated() {
            try await client.send(.post, .inventory, "/v1/receipts", key: "seed-\(location.id)-\(number)") { json in
                json.field("locationId", location.id)
                json.field("reference", "opening stock")
                json.field(
                    "lines",
                    array: { json in
                        for sku in part {
                            json.element(
                                Object { json in
                                    json.field("sku", sku)
                                    json.field("quantity", location.units)
                                }
                            )
                        }
                    }
                )
            }
        }
    }

    private func add(_ tax: (country: String, name: String, basisPoints: Int)) async throws {
        try await client.send(.put, .marketing, "/v1/tax-rates/\(tax.country)/standard") { json in
            json.field("name", tax.name)
            json.field("rateBasisPoints", tax.basisPoints)
        }
    }

    private func add(
        _ customer: (name: String, locale: String, identities: [(channel: String, id: String)])
    ) async throws {
        try await client.send(.post, .marketing, "/v1/customers", key: "seed-\(customer.identities[0].id)") { json in
            json.field("name", customer.name)
            json.field("locale", customer.locale)
            json.field(
                "identities",
                array: { json in
                    for identity in customer.identities {
                        json.element(
                            Object { json in
                                json.field("channelId", identity.channel)
                                json.field("externalId", identity.id)
                            }
                        )
                    }
                }
            )
        }
    }

    private func addOffers() async throws {
        try await addOffer("满减 Spend and save", key: "spend", code: nil) { json in
            json.field("type", "spendAndSave")
            json.field(
                "tiers",
                array: { json in
                    for (threshold, off) in [(30000, 3000), (60000, 8000)] {
                        json.element(
                            Object { json in
                                json.field("threshold", Object.money(threshold, "CNY"))
                                json.field("off", Object.money(off, "CNY"))
                            }
                        )
                    }
                }
            )
        }
        try await addOffer("新客九折 Ten percent for newcomers", key: "welcome", code: "WELCOME10") { json in
            json.field("type", "percentOff")
            json.field("basisPoints", 1000)
        }
        try await addOffer("茶礼立减 Twenty yuan off", key: "gift", code: "GIFT20") { json in
            json.field("type", "fixedOff")
            json.field("off", Object.money(2000, "CNY"))
        }
        Terminal.good("3 promotions, 2 coupons")
    }

    private func addOffer(
        _ name: String,
        key: String,
        code: String?,
        effect: @escaping (inout JSONWriter) -> Void
    ) async throws {
        let answer = try await client.send(.post, .marketing, "/v1/promotions", key: "seed-\(key)") { json in
            json.field("name", name)
            json.field("trigger", code == nil ? "automatic" : "coupon")
            json.field("effect", Object(write: effect))
        }
        guard let code else { return }
        let promotion: SeededID = try JSON.decode(from: answer.body)
        try await client.send(.post, .marketing, "/v1/coupons", key: "seed-\(code)", accepting: [409]) { json in
            json.field("promotionId", promotion.id)
            json.field("code", code)
            json.field("limit", 100_000)
        }
    }

    /// Prices travel to marketing as events; the shop is open when the last of them has arrived.
    private func waitUntilQuotable() async throws {
        let last = try await catalogue().last?.seeded.skus.last ?? ""
        for channel in DemoShop.channels {
            var status = 0
            let limit = ContinuousClock.now + .seconds(60)
            while status != 200, ContinuousClock.now < limit {
                let answer = try await client.send(.post, .marketing, "/v1/quotes", accepting: [404, 409, 422]) {
                    json in
                    json.field("channelId", channel.id)
                    json.field("currency", channel.currency)
                    json.field(
                        "lines",
                        array: { json in
                            json.element(
                                Object { json in
                                    json.field("lineId", 1)
                                    json.field("sku", last)
                                    json.field("quantity", 1)
                                }
                            )
                        }
                    )
                    json.field("deliveryMethod", "ship")
                    json.field("destination", Object { $0.field("country", channel.country) })
                }
                status = answer.status
                if status != 200 { try await Task.sleep(for: .milliseconds(100)) }
            }
        }
        Terminal.good("prices known in every channel")
    }

    /// The products in the order of the demo catalogue, with the ids and SKUs that the catalogue gave them.
    private func catalogue() async throws -> [(product: DemoCatalogue.Product, seeded: SeededProduct)] {
        let answer = try await client.send(.get, .catalog, "/v1/products?limit=500")
        let seeded: SeededPage = try JSON.decode(from: answer.body)
        let byTitle = Dictionary(seeded.items.map { ($0.englishTitle, $0) }, uniquingKeysWith: { first, _ in first })
        return DemoCatalogue.products.compactMap { product in
            byTitle[product.english].map { (product, $0) }
        }
    }
}

/// A JSON object written on the spot.
struct Object: JSONWritable {
    let write: (inout JSONWriter) -> Void

    func write(to json: inout JSONWriter) { json.object(write) }

    static func languages(_ chinese: String, _ english: String) -> Object {
        Object { json in
            json.field("zh", chinese)
            json.field("en", english)
        }
    }

    static func money(_ minor: Int, _ currency: String) -> Object {
        Object { json in
            json.field("amountMinor", minor)
            json.field("currency", currency)
        }
    }
}

private struct SeededID: JSONReadable {
    let id: String

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let id = json.text("id") else { return nil }
        self.id = id
    }
}

private struct SeededPage: JSONReadable {
    let items: [SeededProduct]

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let items = json.required("items", as: [SeededProduct].self) else { return nil }
        self.items = items
    }
}

private struct SeededProduct: JSONReadable {
    let id: String
    let englishTitle: String
    let skus: [String]

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let id = json.text("id") else { return nil }
        self.id = id
        englishTitle = json.child("title")?.child("en")?.string ?? ""
        skus = json.child("variants")?.elements.compactMap { $0.child("sku")?.string } ?? []
    }
}
