import Models
import Postgres
import ServiceKit

/// The only writer of `stock` and `movements`.
struct StockRepository: Sendable {
    let outbox: Outbox

    /// Locks these places, hands their levels to `rule`, and writes what it decides, all in the caller's transaction.
    ///
    /// Rows are locked in one order everywhere, so that two replicas may wait for each other but never in a circle.
    @discardableResult
    func change(
        _ places: some Collection<StockPlace>,
        on session: borrowing Session,
        by rule: ([StockPlace: StockLevel]) throws -> [StockChange]
    ) throws -> [StockLevel] {
        guard !places.isEmpty else { return [] }
        let levels = try lock(places, on: session)
        return try write(rule(levels), on: session)
    }

    /// A place that never held the SKU gets its first row here, so that there is something to lock.
    private func lock(
        _ places: some Collection<StockPlace>,
        on session: borrowing Session
    ) throws -> [StockPlace: StockLevel] {
        let skus = places.map(\.sku)
        let locations = places.map(\.location)
        let results = try session.pipeline([
            """
            INSERT INTO stock (sku, location_id)
            SELECT DISTINCT place.sku, place.location_id
              FROM unnest(\(skus)::text[], \(locations)::text[]) AS place(sku, location_id)
             WHERE NOT EXISTS (SELECT FROM stock
                                WHERE stock.sku = place.sku AND stock.location_id = place.location_id)
             ORDER BY place.sku, place.location_id
                ON CONFLICT DO NOTHING
            """,
            """
            SELECT sku, location_id, on_hand, reserved, version
              FROM stock
             WHERE (sku, location_id) IN (SELECT * FROM unnest(\(skus)::text[], \(locations)::text[]))
             ORDER BY sku, location_id
               FOR UPDATE
            """,
        ])
        let levels = try results[1].map(StockLevel.init)
        return Dictionary(levels.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Each place is written once and told once, however many changes it had, in the order in which stock is locked
    /// everywhere. Rows that aren't locked yet may have changed since they were read: the table refuses what they can't
    /// bear.
    @discardableResult
    func write(_ changes: [StockChange], on session: borrowing Session) throws -> [StockLevel] {
        guard !changes.isEmpty else { return [] }
        let sums = StockSums(changes)
        let booked = changes.filter { $0.movement != nil }
        var statements: [SQL] = [
            """
            UPDATE stock
               SET on_hand = stock.on_hand + change.on_hand,
                   reserved = stock.reserved + change.reserved,
                   version = stock.version + 1
              FROM unnest(\(sums.skus)::text[], \(sums.locations)::text[], \(sums.onHand)::bigint[],
                          \(sums.reserved)::bigint[]) AS change(sku, location_id, on_hand, reserved)
             WHERE stock.sku = change.sku AND stock.location_id = change.location_id
            RETURNING stock.sku, stock.location_id, stock.on_hand, stock.reserved, stock.version
            """
        ]
        if !booked.isEmpty { statements.append(Self.insertion(of: booked)) }

        let levels = try session.pipeline(statements)[0].map(StockLevel.init)
        try outbox.append(levels.map(StockChanged.init), on: session)
        return levels
    }

    private static func insertion(of changes: [StockChange]) -> SQL {
        let movements = changes.compactMap(\.movement)
        return """
            INSERT INTO movements (sku, location_id, delta, kind, reason, reference)
            SELECT * FROM unnest(\(changes.map(\.place.sku))::text[], \(changes.map(\.place.location))::text[],
                                 \(movements.map(\.delta))::bigint[], \(movements.map(\.kind))::text[],
                                 \(movements.map(\.reason))::text[], \(movements.map(\.reference))::text[])
            """
    }
}

/// Changes added up per place, as the columns of one statement.
private struct StockSums {
    let skus: [SKU]
    let locations: [LocationID]
    let onHand: [Int]
    let reserved: [Int]

    init(_ changes: [StockChange]) {
        let byPlace = Dictionary(grouping: changes, by: \.place).sorted { $0.key < $1.key }
        skus = byPlace.map(\.key.sku)
        locations = byPlace.map(\.key.location)
        onHand = byPlace.map { $0.value.reduce(0) { $0 + ($1.movement?.delta ?? 0) } }
        reserved = byPlace.map { $0.value.reduce(0) { $0 + $1.reserved } }
    }
}

extension StockLevel {
    init(_ row: Row) throws {
        try self.init(
            place: StockPlace(sku: row.get("sku"), location: row.get("location_id")),
            onHand: row.get("on_hand"),
            reserved: row.get("reserved"),
            version: row.get("version")
        )
    }
}

extension StockChanged {
    fileprivate init(_ level: StockLevel) {
        self.init(
            sku: level.place.sku,
            locationID: level.place.location,
            onHand: level.onHand,
            available: level.available,
            reserved: level.reserved,
            version: level.version
        )
    }
}
