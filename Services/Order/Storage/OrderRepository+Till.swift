import JSON
import Models
import Postgres
import ServiceKit

/// Where a sale ended up.
struct TakenOrder: Sendable {
    let id: OrderID
    let isNew: Bool
}

/// Sales of tills, a batch at a time: numbers, orders with their history, events, and who was here before. Five
/// statements however many sales, so that a day offline is taken in seconds.
extension OrderRepository {
    func take(_ sales: [TillOrder], actor: String, on session: borrowing Session) throws -> [TakenOrder] {
        guard !sales.isEmpty else { return [] }
        let numbers = try session.query(Self.numbers(sales.count))
        let drafts = try zip(sales, numbers).map { sale, row in
            TillDraft(sale: sale, number: try OrderNumber(row))
        }
        let inserted = try insert(drafts, actor: actor, on: session)
        let placed = drafts.filter { inserted.contains($0.id) }
        try outbox.append(placed.map(\.event), on: session)
        guard placed.count < drafts.count else { return drafts.map { TakenOrder(id: $0.id, isNew: true) } }
        let known = try ids(of: drafts.filter { !inserted.contains($0.id) }, on: session)
        return drafts.map { draft in
            inserted.contains(draft.id)
                ? TakenOrder(id: draft.id, isNew: true) : TakenOrder(id: known[draft.key] ?? draft.id, isNew: false)
        }
    }

    /// In the order of their keys, so that two batches which overlap wait for each other instead of deadlocking.
    private func insert(_ drafts: [TillDraft], actor: String, on session: borrowing Session) throws -> Set<OrderID> {
        let currencies = drafts.map(\.sale.breakdown.currency)
        let rows = try session.query(
            """
            WITH sold AS (
                INSERT INTO orders (id, number, channel_id, origin, external_id, customer_id, status, currency,
                                    total_minor, breakdown, delivery, tender, locale, placed_at, serial)
                SELECT id, number, channel_id, 'till', external_id, customer_id, 'delivered', currency, total_minor,
                       breakdown, delivery, tender, locale, placed_at, serial
                  FROM unnest(
                           \(drafts.map(\.id))::uuid[],
                           \(drafts.map(\.number.description))::text[],
                           \(drafts.map(\.sale.channelID))::text[],
                           \(drafts.map(\.sale.externalID))::text[],
                           \(drafts.map(\.sale.customerID))::uuid[],
                           \(currencies)::text[],
                           \(drafts.map(\.sale.breakdown.total.amountMinor))::bigint[],
                           \(drafts.map { JSONText($0.sale.breakdown) })::json[],
                           \(drafts.map { JSONText($0.delivery) })::json[],
                           \(drafts.map { JSONText($0.sale.tender) })::json[],
                           \(drafts.map(\.sale.locale))::text[],
                           \(drafts.map(\.placedAt))::timestamptz[],
                           \(drafts.map(\.number.sequence))::bigint[]
                       ) AS sale (id, number, channel_id, external_id, customer_id, currency, total_minor, breakdown,
                                  delivery, tender, locale, placed_at, serial)
                 ORDER BY channel_id, external_id, id
                    ON CONFLICT (channel_id, external_id) DO NOTHING
                RETURNING id
            ), told AS (
                INSERT INTO order_history (order_id, version, to_status, actor, reason)
                SELECT id, 1, 'delivered', \(actor), 'sold at the till' FROM sold
            )
            SELECT id FROM sold
            """
        )
        return Set(try rows.map { try $0.get("id") })
    }

    private func ids(of drafts: [TillDraft], on session: borrowing Session) throws -> [TillDraft.Key: OrderID] {
        let rows = try session.query(
            """
            SELECT orders.id, orders.channel_id, orders.external_id
              FROM unnest(
                       \(drafts.map(\.sale.channelID))::text[],
                       \(drafts.map(\.sale.externalID))::text[]
                   ) AS known (channel_id, external_id)
              JOIN orders USING (channel_id, external_id)
            """
        )
        let known = try rows.map { row in
            (TillDraft.Key(try row.get("channel_id"), try row.get("external_id")), try row.get("id", as: OrderID.self))
        }
        return Dictionary(known) { first, _ in first }
    }
}

/// A sale with what it gets here.
private struct TillDraft: Sendable {
    struct Key: Hashable {
        let channel: String
        let external: String

        init(_ channel: String, _ external: String) {
            self.channel = channel
            self.external = external
        }
    }

    let id = OrderID()
    let sale: TillOrder
    let number: OrderNumber
    /// A till whose clock is ahead sold no later than now.
    let placedAt: Timestamp

    init(sale: TillOrder, number: OrderNumber) {
        self.sale = sale
        self.number = number
        placedAt = min(sale.placedAt, .now)
    }

    var key: Key { Key(sale.channelID.value, sale.externalID) }
    var delivery: Delivery { Delivery(method: .carryOut, locationID: sale.locationID) }

    var event: OrderPlaced {
        OrderPlaced(
            orderID: id,
            number: number.description,
            channelID: sale.channelID,
            origin: .till,
            customerID: sale.customerID,
            placedAt: placedAt,
            breakdown: sale.breakdown,
            delivery: delivery,
            allocations: [],
            tender: sale.tender,
            externalID: sale.externalID,
            locale: sale.locale
        )
    }
}
