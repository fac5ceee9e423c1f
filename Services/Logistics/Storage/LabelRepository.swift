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

    /// Gives a number to each shipment that a carrier brings.
    func print(
        for shipments: inout [Shipment],
        by carriers: [Carrier],
        on session: borrowing Session
    ) throws {
        for carrier in carriers {
            let indices = shipments.indices.filter { shipments[$0].carrier == carrier.code }
            let numbers = try draw(indices.count, from: carrier, on: session)
            for (index, number) in zip(indices, numbers) { shipments[index].trackingNumber = number }
        }
        let labelled = shipments.filter { $0.trackingNumber != nil }
        guard !labelled.isEmpty else { return }
        try session.run(
            """
            INSERT INTO labels (tracking_number, shipment_id, carrier, status)
            SELECT number, shipment_id, carrier, 'active'
              FROM unnest(\(labelled.map(\.trackingNumber))::text[], \(labelled.map(\.id))::uuid[],
                          \(labelled.map(\.carrier))::text[]) AS label(number, shipment_id, carrier)
            """
        )
    }

    private func draw(_ count: Int, from carrier: Carrier, on session: borrowing Session) throws -> [String] {
        guard count > 0 else { return [] }
        return try session.query(carrier.numbering.nextSerials(count)).map { row in
            guard let number = try carrier.trackingNumber(serial: row.get("serial")) else {
                throw LogisticsError.numbering(carrier.code)
            }
            return number
        }
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
    fileprivate func nextSerials(_ count: Int) -> SQL {
        switch self {
        case .s10: "SELECT nextval('s10_serials') AS serial FROM generate_series(1, \(count)::integer)"
        case .sscc: "SELECT nextval('sscc_serials') AS serial FROM generate_series(1, \(count)::integer)"
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

extension CarrierCode: PostgresConvertible {}
extension PickupCode: PostgresConvertible {}
