import Models
import Postgres

/// Questions about stock that lock nothing.
struct StockQueries: Sendable {
    let database: Database

    func levels(of sku: SKU) async throws -> [StockLevel] {
        try await database.query(
            """
            SELECT sku, location_id, on_hand, reserved, version
              FROM stock
             WHERE sku = \(sku)
            """
        ).map(StockLevel.init)
    }

    /// What could be promised now at active locations, in one statement; places without any are left out.
    func availability(of skus: [SKU], at locations: [LocationID]?) async throws -> [SKU: [PlaceAvailability]] {
        let rows = try await database.query(
            """
            SELECT stock.sku, stock.location_id, stock.on_hand - stock.reserved AS available
              FROM stock
              JOIN locations ON locations.id = stock.location_id
             WHERE stock.sku = ANY(\(skus))
               AND locations.active
               AND (\(locations)::text[] IS NULL OR locations.id = ANY(\(locations)::text[]))
               AND stock.on_hand > stock.reserved
             ORDER BY stock.sku, stock.location_id
            """
        )
        return try rows.reduce(into: [:]) { found, row in
            let place = try PlaceAvailability(location: row.get("location_id"), available: row.get("available"))
            found[try row.get("sku"), default: []].append(place)
        }
    }

    func movements(
        sku: SKU?,
        location: LocationID?,
        before id: Int64?,
        limit: Int
    ) async throws -> [BookedMovement] {
        var filter: SQL = "WHERE id < \(id ?? .max)"
        if let sku { filter = filter + " AND sku = \(sku)" }
        if let location { filter = filter + " AND location_id = \(location)" }
        return try await database.query(
            """
            SELECT id, sku, location_id, delta, kind, reason, reference, at
              FROM movements
            \(sql: filter)
             ORDER BY id DESC
             LIMIT \(limit)
            """
        ).map(BookedMovement.init)
    }
}

struct PlaceAvailability: Equatable, Sendable {
    let location: LocationID
    let available: Int
}

/// A movement as it stands in the ledger.
struct BookedMovement: Sendable {
    let id: Int64
    let place: StockPlace
    let movement: Movement
    let at: Timestamp

    init(_ row: Row) throws {
        id = try row.get("id")
        place = try StockPlace(sku: row.get("sku"), location: row.get("location_id"))
        movement = try Movement(
            kind: row.get("kind"),
            delta: row.get("delta"),
            reason: row.get("reason"),
            reference: row.get("reference")
        )
        at = try row.get("at")
    }
}

extension Movement.Kind: PostgresConvertible {}
