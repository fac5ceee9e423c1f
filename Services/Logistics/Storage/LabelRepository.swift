import Models
import Postgres

/// Carriers and the numbers on their labels. A number is used once and never for another parcel, voided or not.
struct LabelRepository: Sendable {
    func carriers(on session: borrowing Session) throws -> [Carrier] {
        try session.query(Self.carrierSelection).map(Carrier.init)
    }

    func carriers(in database: Database) async throws -> [Carrier] {
        try await database.query(Self.carrierSelection).map(Carrier.init)
    }

    func draw(for id: ShipmentID, from carrier: Carrier, on session: borrowing Session) throws -> String {
        let rows = try session.query(carrier.numbering.nextSerial)
        guard let serial: Int = try rows.first?.get("serial"),
            let number = carrier.trackingNumber(serial: serial)
        else { throw LogisticsError.numbering(carrier.code) }
        try session.run(
            """
            INSERT INTO labels (tracking_number, shipment_id, carrier, status)
            VALUES (\(number), \(id), \(carrier.code), 'active')
            """
        )
        return number
    }

    /// Voiding what has no label is no error.
    func void(_ id: ShipmentID, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE labels
               SET status = 'voided', voided_at = now()
             WHERE shipment_id = \(id) AND status = 'active'
            """
        )
    }

    private static let carrierSelection: SQL = """
        SELECT code, name, numbering, number_prefix, number_suffix, countries, units_max, priority
          FROM carriers
         WHERE active
         ORDER BY priority, code
        """
}

extension Carrier.Numbering: PostgresReadable {
    fileprivate var nextSerial: SQL {
        switch self {
        case .s10: "SELECT nextval('s10_serials') AS serial"
        case .sscc: "SELECT nextval('sscc_serials') AS serial"
        }
    }
}

extension Carrier {
    fileprivate init(_ row: Row) throws {
        try self.init(
            code: row.get("code"),
            name: row.get("name"),
            numbering: row.get("numbering"),
            numberPrefix: row.get("number_prefix"),
            numberSuffix: row.get("number_suffix"),
            countries: row.get("countries"),
            unitsMax: row.get("units_max"),
            priority: row.get("priority")
        )
    }
}

extension CarrierCode: PostgresBindable, PostgresReadable {
    var postgresParameter: PostgresParameter { .text(value) }

    init?(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}
