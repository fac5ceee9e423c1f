import Models
import Postgres

struct LocationRepository: Sendable {
    let database: Database

    func find(_ id: LocationID) async throws -> Location {
        let rows = try await database.query(Self.selection + "WHERE id = \(id)")
        guard let row = rows.first else { throw InventoryError.locationNotFound(id) }
        return try Location(row)
    }

    /// In the order of their codes, after the one named.
    func list(after id: LocationID?, limit: Int) async throws -> [Location] {
        let rows = try await database.query(
            Self.selection + "WHERE id > coalesce(\(id)::text, '') ORDER BY id LIMIT \(limit)"
        )
        return try rows.map(Location.init)
    }

    /// For a body that names a location; one that is switched off keeps its books.
    func require(_ id: LocationID, on session: borrowing Session) throws {
        guard try !session.query("SELECT FROM locations WHERE id = \(id)").isEmpty else {
            throw InventoryError.locationUnknown(id)
        }
    }

    func insert(_ location: Location, on session: borrowing Session) throws {
        try check(location.timeZone, on: session)
        let inserted = try session.run(
            """
            INSERT INTO locations (id, name, type, country, region, time_zone, latitude, longitude, hours, services,
                                   priority, active)
            VALUES (\(location.id), \(location.name), \(location.type), \(location.country),
                    \(location.region), \(location.timeZone), \(location.position?.latitude),
                    \(location.position?.longitude), \(json: location.hours),
                    \(location.services.map(\.self)), \(location.priority), \(location.active))
                ON CONFLICT DO NOTHING
            """
        )
        guard inserted == 1 else { throw InventoryError.locationExists(location.id) }
    }

    /// Changes the version that the caller read, or nothing.
    func update(
        _ id: LocationID,
        version: Int64,
        by change: @escaping @Sendable (inout Location) -> Void
    ) async throws -> Location {
        try await database.transaction { session in
            let rows = try session.query(Self.selection + "WHERE id = \(id) FOR UPDATE")
            guard let row = rows.first else { throw InventoryError.locationNotFound(id) }
            var location = try Location(row)
            guard location.version == version else { throw InventoryError.locationChanged(id) }
            let timeZone = location.timeZone
            change(&location)
            if location.timeZone != timeZone { try check(location.timeZone, on: session) }
            let updated = try session.query(
                """
                UPDATE locations
                   SET name = \(location.name), region = \(location.region), time_zone = \(location.timeZone),
                       latitude = \(location.position?.latitude), longitude = \(location.position?.longitude),
                       hours = \(json: location.hours),
                       services = \(location.services.map(\.self)), priority = \(location.priority),
                       active = \(location.active), version = version + 1, changed_at = now()
                 WHERE id = \(id)
                RETURNING version
                """
            )
            location.version = try updated.first?.get("version") ?? location.version
            return location
        }
    }

    private func check(_ timeZone: TimeZoneName, on session: borrowing Session) throws {
        guard try session.knows(timeZone) else { throw InventoryError.timeZoneUnknown(timeZone) }
    }

    private static let selection: SQL = """
        SELECT id, name, type, country, region, time_zone, latitude, longitude, hours, services, priority, active,
               version
          FROM locations

        """
}

extension Location {
    fileprivate init(_ row: Row) throws {
        let latitude = try row.get("latitude", as: Double?.self)
        let longitude = try row.get("longitude", as: Double?.self)
        try self.init(
            id: row.get("id"),
            name: row.get("name"),
            type: row.get("type"),
            country: row.get("country"),
            region: row.get("region"),
            timeZone: row.get("time_zone"),
            position: latitude.flatMap { latitude in
                longitude.map { GeoPosition(latitude: latitude, longitude: $0) }
            },
            hours: row.json("hours"),
            services: Set(row.get("services", as: [LocationService].self)),
            priority: row.get("priority"),
            active: row.get("active"),
            version: row.get("version")
        )
    }
}

extension LocationType: PostgresConvertible {}
extension LocationService: PostgresConvertible {}
