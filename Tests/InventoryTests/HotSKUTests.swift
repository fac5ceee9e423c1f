import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("A flash sale")
struct HotSKUTests {
    @Test("INV-05 10,000 concurrent buyers of 100 units: exactly 100 reservations")
    func tenThousandBuyers() async throws {
        try await Stockroom.open { room in
            try await room.receive(100, of: .tea)

            let promised = try await room.sell(.tea, to: 10_000)

            #expect(promised == 100)
            let level = try await room.level(.tea)
            #expect((level.onHand, level.reserved) == (100, 100))
            #expect(try await room.count("SELECT count(*) AS count FROM reservations") == 100)
            #expect(try await room.count("SELECT count(*) AS count FROM stock WHERE on_hand < reserved") == 0)
        }
    }

    @Test("INV-20 one hot SKU is sold out exactly, its row written once a batch and not once a buyer")
    func hotSKU() async throws {
        try await Stockroom.open { room in
            try await room.receive(5_000, of: .tea)

            let promised = try await room.sell(.tea, to: 5_100)

            let level = try await room.level(.tea)
            #expect(promised == 5_000)
            #expect((level.onHand, level.reserved) == (5_000, 5_000))
            #expect(level.version < 1_000, "\(level.version) writes")
        }
    }

    @Test("INV-05 buyers of two SKUs in opposite order never wait for each other in a circle")
    func oppositeOrder() async throws {
        try await Stockroom.open { room in
            try await room.receive(300, of: .tea)
            try await room.receive(300, of: .cup)
            // A second instance of the service: its batches compete for the same rows.
            let other = room.reservations()

            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<400 {
                    let lines: [ReservationLine] =
                        number.isMultiple(of: 2)
                        ? [.line(1, 1), .line(2, 1, of: .cup)] : [.line(1, 1, of: .cup), .line(2, 1)]
                    let reservations = number.isMultiple(of: 3) ? other : room.standing
                    group.addTask { (try? await reservations.hold(.sample(lines))) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            #expect(outcomes == 300)
            #expect(try await room.level(.cup).reserved == 300)
        }
    }
}

/// The repositories themselves, without a server in front.
private struct Stockroom: Sendable {
    let database: Database
    let outbox = Outbox(source: .inventory)
    let standing: ReservationRepository

    static func open(_ body: (Stockroom) async throws -> Void) async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await body(Stockroom(warehouse.database))
        }
    }

    init(_ database: Database) {
        self.database = database
        standing = ReservationRepository(database: database, outbox: outbox, alarm: ExpiryAlarm())
    }

    func reservations() -> ReservationRepository {
        ReservationRepository(database: database, outbox: outbox, alarm: ExpiryAlarm())
    }

    func receive(_ quantity: Int, of sku: SKU) async throws {
        let place = StockPlace(sku: sku, location: .shanghai)
        try await database.transaction { session in
            _ = try StockRepository(outbox: outbox).change([place], on: session) { _ in
                [StockChange(place: place, movement: Movement(kind: .received, delta: quantity))]
            }
        }
    }

    /// All buyers at once, each wanting one unit; full queues are tried again, as their 503 asks.
    func sell(_ sku: SKU, to buyers: Int) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<buyers { group.addTask { try await buy(.sample([.line(1, 1, of: sku)])) } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
    }

    private func buy(_ request: ReservationRequest) async throws -> Bool {
        while true {
            do {
                return try await standing.hold(request).isNew
            } catch is OutOfStock {
                return false
            } catch PostgresError.overloaded {
                await Task.yield()
            }
        }
    }

    func level(_ sku: SKU) async throws -> StockLevel {
        try #require(await StockQueries(database: database).levels(of: sku).first)
    }

    func count(_ sql: SQL) async throws -> Int {
        try #require(await database.query(sql).first).get("count")
    }
}
