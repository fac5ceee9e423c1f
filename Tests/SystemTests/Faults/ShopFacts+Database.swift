import Models
import Postgres
import TestSupport

@testable import EmporiaCommand

extension ShopFacts {
    private static let shippingMinor: Int64 = 1000
    private static let freeFromMinor: Int64 = 19_900

    /// What became of a crowd, read from the tables and the provider's journal once nothing is under way any more.
    init(of crowd: String, in shop: SystemShop, _ database: Database) async throws {
        self.init()
        coupons = [FaultCrowd.coupon: 100]
        try await readOrders(of: crowd, database)
        try await readStock(database)
        try await readNews(database)
        try await readCharges(of: crowd, shop, database)
    }

    private mutating func readOrders(of crowd: String, _ database: Database) async throws {
        let moves = try await database.query(
            """
            SELECT order_id::text AS id, order_history.version, from_status, to_status
              FROM "order".order_history JOIN "order".orders ON orders.id = order_id
             WHERE guest LIKE \(crowd + "-%")
             ORDER BY order_id, order_history.version
            """
        )
        let histories = try Dictionary(grouping: moves) { try $0.get("id", as: String.self) }.mapValues { rows in
            try rows.map { row in
                Move(version: try row.get("version"), from: try row.get("from_status"), to: try row.get("to_status"))
            }
        }
        let rows = try await database.query(
            """
            SELECT id::text AS id, guest, status, coalesce(total_minor, 0) AS total_minor,
                   coalesce(breakdown #>> '{lines,0,sku}', '') AS sku,
                   coalesce((breakdown #>> '{lines,0,quantity}')::bigint, 0) AS units,
                   coalesce((breakdown #>> '{discountTotal,amountMinor}')::bigint, 0) > 0 AS is_discounted
              FROM "order".orders
             WHERE guest LIKE \(crowd + "-%")
            """
        )
        orders = try rows.map { row in
            let id = try row.get("id", as: String.self)
            let (sku, units) = (try row.get("sku", as: String.self), try row.get("units", as: Int.self))
            let isDiscounted = try row.get("is_discounted", as: Bool.self)
            return Order(
                id: id,
                key: try row.get("guest"),
                sku: sku,
                units: units,
                coupon: isDiscounted ? FaultCrowd.coupon : nil,
                totalMinor: try row.get("total_minor"),
                dueMinor: Self.due(sku, units, isDiscounted: isDiscounted),
                status: try row.get("status"),
                history: histories[id] ?? []
            )
        }
    }

    /// Worked out anew from the price list, the coupon's ten percent and the shipping fee.
    private static func due(_ sku: String, _ units: Int, isDiscounted: Bool) -> Int64 {
        let goods = Int64((Goods(rawValue: sku)?.price ?? 0) * units) * (isDiscounted ? 90 : 100) / 100
        return goods + (goods >= freeFromMinor ? 0 : shippingMinor)
    }

    private mutating func readStock(_ database: Database) async throws {
        let rows = try await database.query(
            """
            SELECT sku, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved,
                   (SELECT sum(delta)::bigint FROM inventory.movements
                     WHERE movements.sku = stock.sku AND kind NOT IN ('sold', 'shipped')) AS received
              FROM inventory.stock
             WHERE sku = ANY (\([Goods.crowd.rawValue, Goods.rare.rawValue])::text[])
             GROUP BY sku
            """
        )
        for row in rows {
            stock[try row.get("sku")] = Stock(
                received: try row.get("received"),
                onHand: try row.get("on_hand"),
                reserved: try row.get("reserved")
            )
        }
    }

    /// An inbox keeps no order of its commits, so the order within an aggregate is judged elsewhere: here both sides come
    /// in the order of the speaker.
    private mutating func readNews(_ database: Database) async throws {
        let speakers = ["catalog", "inventory", #""order""#, "payment", "logistics", "marketing"]
        for speaker in speakers {
            let rows = try await database.query(
                "SELECT id::text AS id, type, subject, position FROM \(sql: SQL(trusted: speaker)).outbox ORDER BY position"
            )
            for row in rows {
                for hearer in EventRouting.hearers(of: try row.get("type")) {
                    said.append(try Self.news(row, at: hearer.rawValue))
                }
            }
        }
        for hearer in speakers {
            let rows = try await database.query(
                "SELECT id::text AS id, subject, sequence AS position FROM \(sql: SQL(trusted: hearer)).inbox ORDER BY sequence"
            )
            heard += try rows.map { try Self.news($0, at: hearer.filter { $0 != "\"" }) }
        }
    }

    private static func news(_ row: Row, at hearer: String) throws -> News {
        News(
            hearer: hearer,
            id: try row.get("id"),
            subject: try row.get("subject"),
            position: try row.get("position")
        )
    }

    private mutating func readCharges(of crowd: String, _ shop: SystemShop, _ database: Database) async throws {
        let held = try ProviderHolds(contentsOf: shop.local.journal)
        let moved = try ProviderJournal(contentsOf: shop.local.journal)
        let rows = try await database.query(
            #"SELECT id::text AS id, payment_id FROM "order".orders WHERE guest LIKE \#(crowd + "-%") AND payment_id IS NOT NULL"#
        )
        for row in rows {
            let payment = try row.get("payment_id", as: PaymentID.self)
            var charge = Charge()
            charge.opened = held.openings[payment] ?? 0
            charge.heldMinor = held.amounts[payment] ?? 0
            charge.capturedMinor = moved.charges[payment]?.captured ?? 0
            charge.refundedMinor = moved.charges[payment]?.refunded ?? 0
            charges[try row.get("id")] = charge
        }
    }
}
