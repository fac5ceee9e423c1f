import Models
import Testing

@testable import InventoryService

@Suite("A batch of holds")
struct HoldRoundTests {
    private let now = Timestamp(microseconds: 1_700_000_000_000_000)

    @Test("INV-05 gives the last unit to whoever came first")
    func lastUnit() throws {
        var round = HoldRound(pool: .sample([(.tea, .shanghai, 1)]), standing: [], now: now)

        let first = try round.hold(.sample([.line(1, 1)]))

        #expect(first.isNew && first.reservation.expiresAt == now + 900)
        #expect(throws: OutOfStock.self) { try round.hold(.sample([.line(1, 1)])) }
        #expect(round.accepted == [first.reservation])
    }

    @Test("an order that asks twice in one batch is promised once")
    func twiceInOneBatch() throws {
        var round = HoldRound(pool: .sample([(.tea, .shanghai, 5)]), standing: [], now: now)
        let request = ReservationRequest.sample([.line(1, 2)])

        let first = try round.hold(request)
        let second = try round.hold(request)

        #expect(second == HoldOutcome(reservation: first.reservation, isNew: false))
        #expect(round.pool.available(.tea, at: .shanghai) == 3)
    }

    @Test("an order that gave up its goods is not promised any again")
    func released() {
        let standing = Reservation.sample([], status: .released)
        var round = HoldRound(pool: .sample([(.tea, .shanghai, 5)]), standing: [standing], now: now)

        #expect(throws: InventoryError.reservationReleased(standing.orderID)) {
            try round.hold(.sample([.line(1, 1)], order: standing.orderID))
        }
    }

    @Test("a promise is renewed once most of its time has run out, and not before")
    func renewal() throws {
        func needsRenewal(_ status: Reservation.Status, secondsLeft: Int) throws -> Bool {
            let standing = Reservation.sample([.part(1, 1)], status: status, expiresAt: now + secondsLeft)
            var round = HoldRound(pool: .sample([]), standing: [standing], now: now)
            return try round.hold(.sample([.line(1, 1)], order: standing.orderID)).needsRenewal
        }

        #expect(try !needsRenewal(.held, secondsLeft: 450))
        #expect(try needsRenewal(.held, secondsLeft: 449))
        #expect(try needsRenewal(.expired, secondsLeft: -1))
        #expect(try !needsRenewal(.firm, secondsLeft: -1))
    }

    @Test("other lines under the same order are refused")
    func otherLines() throws {
        var round = HoldRound(pool: .sample([(.tea, .shanghai, 5)]), standing: [], now: now)
        let order = OrderID()
        _ = try round.hold(.sample([.line(1, 2)], order: order))

        #expect(throws: InventoryError.reservationDiffers(order)) {
            try round.hold(.sample([.line(1, 3)], order: order))
        }
    }
}

@Suite("A parcel that left")
struct ShippingTests {
    private let place = StockPlace(sku: .tea, location: .shanghai)

    @Test("takes what was promised")
    func promised() {
        var order = Reservation.sample([.part(1, 2), .part(2, 1)], status: .held)

        #expect(order.ship([.line(1, 2)], from: .shanghai) == [Leaving(place: place, quantity: 2, promised: 2)])
        #expect(order.allocations == [.part(1, 2, shipped: 2), .part(2, 1)])
        #expect(order.status == .firm)
    }

    @Test("with the last of its units commits the order; heard of again, takes nothing")
    func repeated() {
        var order = Reservation.sample([.part(1, 2)], status: .firm)

        #expect(order.ship([.line(1, 2)], from: .shanghai).count == 1)
        #expect(order.status == .committed)
        #expect(order.ship([.line(1, 2)], from: .shanghai).isEmpty)
    }

    @Test("after its hold had expired, takes units that nobody was promised")
    func expired() {
        var order = Reservation.sample([.part(1, 2, released: 2)], status: .expired)

        #expect(order.ship([.line(1, 2)], from: .shanghai).map(\.promised) == [0])
        #expect(order.allocations == [.part(1, 2, shipped: 2)])
        #expect(order.status == .committed)
    }

    @Test("of an order never heard of, is taken at its word")
    func unknown() {
        var order = Reservation.sample([], status: .firm)

        #expect(order.ship([.line(1, 2)], from: .shanghai).map(\.promised) == [0])
        #expect(order.allocations == [.part(1, 2, shipped: 2)])
    }

    @Test("does not bring a cancelled order back")
    func released() {
        var order = Reservation.sample([.part(1, 2, released: 2)], status: .released)

        #expect(order.ship([.line(1, 2)], from: .shanghai).count == 1)
        #expect(order.status == .released)
    }

    @Test("INV-10 is never refused: what the books lack is found first")
    func found() {
        var departure = Departure(.sold, from: [place: .sample(onHand: 5, reserved: 4)])

        departure.leave(3, from: place, reference: "order")

        #expect(departure.changes.compactMap(\.movement).map(\.kind) == [.found, .sold])
        #expect(departure.changes.compactMap(\.movement).map(\.delta) == [2, -3])
    }

    @Test("two lines of one SKU share what is free")
    func twoLines() {
        var departure = Departure(.sold, from: [place: .sample(onHand: 3)])

        departure.leave(2, from: place, reference: "first")
        departure.leave(2, from: place, reference: "second")

        #expect(departure.changes.compactMap(\.movement).map(\.delta) == [-2, 1, -2])
    }
}

@Suite("A placed order whose hold is not there")
struct FirmingTests {
    private let place = StockPlace(sku: .tea, location: .shanghai)

    @Test("lacks what was given back")
    func lacks() {
        let standing: Reservation? = .sample([.part(1, 2, released: 2)])

        let lacks = standing.lacks(of: [.part(1, 2)])

        #expect(lacks == [Lack(allocation: .part(1, 2), quantity: 2)])
        #expect(lacks.holds(from: [place: .sample(onHand: 2)]) == [.hold(2, at: place)])
        #expect(lacks.holds(from: [place: .sample(onHand: 2, reserved: 1)]) == nil)
    }

    @Test("lacks nothing when all of it stands or has left")
    func lacksNothing() {
        let standing: Reservation? = .sample([.part(1, 2, shipped: 2), .part(2, 1)])

        #expect(standing.lacks(of: [.part(1, 2), .part(2, 1)]).isEmpty)
    }

    @Test("lacks everything when it was never heard of")
    func unknown() {
        let standing: Reservation? = nil

        #expect(standing.lacks(of: [.part(1, 2)]).map(\.quantity) == [2])
    }
}

@Suite("Correcting the books")
struct AdjustmentTests {
    @Test("may not take what is promised")
    func belowReserved() {
        let level = StockLevel.sample(onHand: 5, reserved: 4)
        let change = StockChange(place: level.place, movement: Movement(kind: .adjusted, delta: -2))

        #expect(throws: InventoryError.belowReserved([level])) { try [change].requireCovered(by: [level.place: level]) }
    }

    @Test("sums the lines of one SKU")
    func sums() throws {
        let level = StockLevel.sample(onHand: 5, reserved: 4)
        let changes = [-2, 1].map { StockChange(place: level.place, movement: Movement(kind: .adjusted, delta: $0)) }

        try changes.requireCovered(by: [level.place: level])
    }
}

@Suite("Opening hours")
struct OpeningHoursTests {
    @Test("INV-01 run from 00:00 to 24:00", arguments: ["00:00", "09:30", "23:59", "24:00"])
    func valid(text: String) throws {
        #expect(TimeOfDay(text)?.description == text)
    }

    @Test("INV-01 are nothing else", arguments: ["", "9:30", "24:01", "25:00", "12:60", "12-30", "１2:00", "12:000"])
    func invalid(text: String) {
        #expect(TimeOfDay(text) == nil)
    }

    @Test("close after they open")
    func order() throws {
        let nine = try #require(TimeOfDay("09:00"))

        #expect(OpeningHours(day: .monday, opens: nine, closes: nine) == nil)
    }
}

extension Reservation {
    fileprivate static func sample(
        _ allocations: [Allocated],
        status: Status = .expired,
        expiresAt: Timestamp = .now
    ) -> Reservation {
        Reservation(
            orderID: OrderID(),
            channelID: nil,
            status: status,
            expiresAt: expiresAt,
            allocations: allocations,
            explanation: ""
        )
    }
}
