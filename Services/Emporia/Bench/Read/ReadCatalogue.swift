import JSON
import Models
import Postgres
import ServiceKit

/// A catalogue of any size: one product made through the API, copied by the database, since a million requests would
/// take longer than anybody waits. Product n has two variants with stock, prices, and words to be found by.
struct ReadCatalogue {
    private let bench: BenchShop
    private let template: String
    private let priceList: String

    init(_ bench: BenchShop) async throws {
        self.bench = bench
        let list = try await bench.staff.send(.post, .catalog, "/v1/price-lists", key: "bulk") { json in
            json.field("name", "Bulk")
            json.field("currency", "CNY")
        }
        priceList = try JSON.decode(IdentifiedAnswer.self, from: list.body).id
        let product = try await bench.staff.send(.post, .catalog, "/v1/products", key: "bulk") { json in
            json.field("title", Object.languages("货品 TEMPLATE 棉质衬衫", "TEMPLATE cotton shirt"))
            json.field(
                "description",
                Object.languages("纯棉面料，透气舒适，四季可穿。", "Pure cotton, breathable, for every season of the year.")
            )
            json.field("brand", "Bulk & Sons")
            json.field("skuBase", "BULK")
            json.field(
                "options",
                array: { json in
                    json.element(
                        Object { json in
                            json.field("name", "Size")
                            json.field("values", ["s", "m"])
                        }
                    )
                }
            )
        }
        template = try JSON.decode(IdentifiedAnswer.self, from: product.body).id
    }

    /// Copies until there are so many products; statistics are as fresh as autovacuum would make them.
    func grow(to size: Int) async throws {
        let started = ContinuousClock.now
        let rows = try await CostMeter.with(bench) { meter in
            try await meter.database.query(
                """
                SELECT count(*) AS count FROM catalog.products WHERE title::text LIKE '%code%hue%'
                """
            )
        }
        let first = (try rows.first?.get("count", as: Int.self) ?? 0) + 1
        for from in stride(from: first, through: size, by: 50_000) {
            try bench.shop.postgres.sql(copies(from: from, through: min(from + 49_999, size)))
        }
        try bench.shop.postgres.sql(
            """
            VACUUM (ANALYZE) catalog.products, catalog.variants, catalog.prices, catalog.listings;
            VACUUM (ANALYZE) inventory.stock, inventory.movements;
            CHECKPOINT;
            """
        )
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        Terminal.good("\(size) products in the catalogue, after \(seconds.short) s")
    }

    static func id(_ number: Int) -> String {
        let text = String(number, radix: 16)
        let eight = String(repeating: "0", count: 8 - text.count) + text
        return "018f\(eight.prefix(4))-\(eight.suffix(4))-7000-8000-0000\(eight)"
    }

    /// Twenty products share one.
    static func rareWord(_ number: Int) -> String { "code" + String(String(1_000_000 + number / 20).dropFirst()) }

    /// One product in a hundred has it.
    static func commonWord(_ number: Int) -> String { "hue" + String(String(100 + number % 100).dropFirst()) }

    private func copies(from first: Int, through last: Int) -> String {
        """
        SET synchronous_commit = off;
        BEGIN;
        CREATE TEMPORARY TABLE numbers ON COMMIT DROP AS
        SELECT number, 'code' || lpad((number / 20)::text, 6, '0') AS code, 'hue' || lpad((number % 100)::text, 2, '0') AS hue,
               overlay('018f0000-0000-7000-8000-000000000000' PLACING
                       regexp_replace(lpad(to_hex(number), 8, '0'), '(....)$', '-\\1') FROM 5 FOR 9) AS head
          FROM generate_series(\(first), \(last)) AS number;
        ALTER TABLE numbers ADD id uuid;
        UPDATE numbers SET id = (left(head, 28) || lpad(to_hex(number), 8, '0'))::uuid;
        INSERT INTO catalog.products (id, title, description, status, tax_class, brand, tags, attributes, images, options, search)
        SELECT numbers.id, replace(title::text, 'TEMPLATE', number || ' ' || code || ' ' || hue)::json, description, status,
               tax_class, brand, tags, attributes, images, options,
               search || format('''%s'':1A ''%s'':2A ''%s'':3A', number, code, hue)::tsvector
          FROM numbers, catalog.products WHERE products.id = '\(template)' ORDER BY number;
        INSERT INTO catalog.variants (sku, product_id, position, choices)
        SELECT replace(sku, 'BULK', 'B' || number), numbers.id, position, choices
          FROM numbers, catalog.variants WHERE product_id = '\(template)' ORDER BY number, position;
        INSERT INTO catalog.prices (price_list_id, sku, amount_minor)
        SELECT '\(priceList)', replace(sku, 'BULK', 'B' || number), 1990 + number % 1000
          FROM numbers, catalog.variants WHERE product_id = '\(template)' ORDER BY number, position;
        INSERT INTO catalog.listings (channel_id, product_id)
        SELECT '\(BenchGoods.channel)', id FROM numbers ORDER BY number;
        INSERT INTO inventory.stock (sku, location_id, on_hand)
        SELECT 'B' || number || '-s', 'wh-shanghai', 100 FROM numbers ORDER BY number;
        INSERT INTO inventory.movements (sku, location_id, delta, kind, reference)
        SELECT 'B' || number || '-s', 'wh-shanghai', 100, 'received', 'bulk' FROM numbers ORDER BY number;
        COMMIT;
        """
    }
}
