import Models
import Postgres

/// Carriers' reports, kept as they came.
struct ScanRepository: Sendable {
    let database: Database

    /// Which parcels these numbers are on; a voided label still leads to its shipment, since it may be on the parcel.
    func shipments(carrying numbers: [TrackingKey], on session: borrowing Session) throws -> [TrackingKey: ShipmentID] {
        let rows = try session.query(
            """
            SELECT carrier, tracking_number, shipment_id
              FROM labels
             WHERE tracking_number = ANY(\(numbers.map(\.number)))
            """
        )
        return try rows.reduce(into: [:]) { found, row in
            found[try TrackingKey(carrier: row.get("carrier"), number: row.get("tracking_number"))] =
                try row.get("shipment_id")
        }
    }

    /// - Returns: Whether the report is new.
    func record(_ scan: Scan, of id: ShipmentID, on session: borrowing Session) throws -> Bool {
        try session.run(
            """
            INSERT INTO scans (carrier, event_id, shipment_id, status, occurred_at, place, detail)
            VALUES (\(scan.carrier), \(scan.eventID), \(id), \(scan.status), \(scan.occurredAt), \(scan.place),
                    \(scan.detail))
                ON CONFLICT DO NOTHING
            """
        ) == 1
    }

    func timeline(of id: ShipmentID) async throws -> Timeline {
        try await Timeline(database.query(Self.selection(id)).map(Scan.init))
    }

    func timeline(of id: ShipmentID, on session: borrowing Session) throws -> Timeline {
        try Timeline(session.query(Self.selection(id)).map(Scan.init))
    }

    private static func selection(_ id: ShipmentID) -> SQL {
        """
        SELECT carrier, event_id, status, occurred_at, place, detail
          FROM scans
         WHERE shipment_id = \(id)
        """
    }
}

/// A number on a label, which only means something together with whose label it is.
struct TrackingKey: Hashable, Sendable {
    let carrier: CarrierCode
    let number: String
}

extension Scan.Status: PostgresConvertible {}

extension Scan {
    fileprivate init(_ row: Row) throws {
        try self.init(
            carrier: row.get("carrier"),
            eventID: row.get("event_id"),
            status: row.get("status"),
            occurredAt: row.get("occurred_at"),
            place: row.get("place"),
            detail: row.get("detail")
        )
    }
}
