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
    func renewal() {
        let request = ReservationRequest.sample([.line(1, 1)])
        func needsRenewal(_ status: Reservation.Status, secondsLeft: Int) -> Bool {
            let standing = Reservation.sample([], status: status, expiresAt: now + secondsLeft)
            return HoldOutcome(reservation: standing, isNew: false).needsRenewal(asked: request, at: now)
        }

        #expect(!needsRenewal(.held, secondsLeft: 450))
        #expect(needsRenewal(.held, secondsLeft: 449))
        #expect(needsRenewal(.expired, secondsLeft: -1))
        #expect(!needsRenewal(.firm, secondsLeft: -1))
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
    @Test("takes what was promised")
    func promised() {
        let shipping = Shipping(of: [.line(1, 2)], from: .shanghai, against: [.part(1, 2)])

        #expect(shipping.changed == [.part(1, 2, shipped: 2)])
        #expect(shipping.leaving == [.init(place: .init(sku: .tea, location: .shanghai), quantity: 2, promised: 2)])
    }

    @Test("heard of again, takes nothing")
    func repeated() {
        let shipping = Shipping(of: [.line(1, 2)], from: .shanghai, against: [.part(1, 2, shipped: 2)])

        #expect(shipping.leaving.isEmpty && shipping.changed.isEmpty)
    }

    @Test("after its hold had expired, takes units that nobody was promised")
    func expired() {
        let shipping = Shipping(of: [.line(1, 2)], from: .shanghai, against: [.part(1, 2, released: 2)])

        #expect(shipping.changed == [.part(1, 2, shipped: 2)])
        #expect(shipping.leaving.map(\.promised) == [0])
    }

    @Test("of an order never heard of, is taken at its word")
    func unknown() {
        let shipping = Shipping(of: [.line(1, 2)], from: .shanghai, against: [])

        #expect(shipping.changed == [.part(1, 2, shipped: 2)])
        #expect(shipping.leaving.map(\.promised) == [0])
    }

    @Test("INV-10 is never refused: what the books lack is found first")
    func found() {
        let place = StockPlace(sku: .tea, location: .shanghai)
        let level = StockLevel.sample(onHand: 5, reserved: 4)
        var departure = Departure(.sold, reference: "order", from: [place: level])

        departure.leave(3, from: place)

        #expect(departure.changes.compactMap(\.movement).map(\.kind) == [.found, .sold])
        #expect(departure.changes.compactMap(\.movement).map(\.delta) == [2, -3])
    }

    @Test("two lines of one SKU share what is free")
    func twoLines() {
        let place = StockPlace(sku: .tea, location: .shanghai)
        var departure = Departure(.sold, reference: "order", from: [place: .sample(onHand: 3)])

        departure.leave(2, from: place)
        departure.leave(2, from: place)

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
