import Models
import Testing

@testable import LogisticsService

@Suite("The shipments of an order")
struct FulfilmentTests {
    private let now = Timestamp.now

    @Test("leave once, however often it is said")
    func dispatch() throws {
        var fulfilment = Fulfilment.sample([.sample()])
        let id = fulfilment.shipments[0].id

        #expect(try fulfilment.dispatch(id, at: now) == [.shipped(fulfilment.shipments[0])])
        #expect(try fulfilment.dispatch(id, at: now + 1) == [])
        #expect(fulfilment.shipments[0].shippedAt == now)
    }

    @Test("need a label, and a code where the customer collects")
    func notDispatched() {
        var fulfilment = Fulfilment.sample([
            .sample(trackingNumber: nil), .sample(method: .pickup), .sample(status: .cancelled),
        ])
        let ids = fulfilment.shipments.map(\.id)

        #expect(throws: LogisticsError.labelMissing(ids[0])) { try fulfilment.dispatch(ids[0], at: now) }
        #expect(throws: LogisticsError.pickupNeedsCode(ids[1])) { try fulfilment.dispatch(ids[1], at: now) }
        #expect(throws: LogisticsError.cancelled(ids[2])) { try fulfilment.dispatch(ids[2], at: now) }
    }

    @Test("at the counter leave and arrive in one moment, for the right code")
    func collect() throws {
        var fulfilment = Fulfilment.sample([.sample(method: .pickup)])
        let id = fulfilment.shipments[0].id
        let code = try #require(PickupCode("042137"))
        let wrong = try #require(PickupCode("042138"))

        #expect(throws: LogisticsError.wrongPickupCode(id)) { try fulfilment.collect(id, code: wrong, at: now) }
        let news = try fulfilment.collect(id, code: code, at: now)

        #expect(news.count == 2)
        #expect(news.last == .delivered(fulfilment.shipments[0], orderComplete: true))
        #expect(try fulfilment.collect(id, code: code, at: now) == [])
    }

    @Test("complete the order with the last of them; cancelled ones don't count")
    func complete() throws {
        var fulfilment = Fulfilment.sample([.sample(), .sample(), .sample(status: .cancelled)])
        let delivered = Timeline([.sample(.delivered, at: 0)])

        let first = try fulfilment.follow(fulfilment.shipments[0].id, delivered)
        let second = try fulfilment.follow(fulfilment.shipments[1].id, delivered)

        #expect(first.last == .delivered(fulfilment.shipments[0], orderComplete: false))
        #expect(second.last == .delivered(fulfilment.shipments[1], orderComplete: true))
    }

    @Test("have left when the carrier saw them, button or not; a cancelled one stays cancelled")
    func follow() throws {
        var fulfilment = Fulfilment.sample([.sample(), .sample(status: .cancelled)])
        let ids = fulfilment.shipments.map(\.id)

        #expect(try fulfilment.follow(ids[0], Timeline([.sample(.announced, at: 0)])) == [])
        #expect(try fulfilment.follow(ids[0], Timeline([.sample(.inTransit, at: 0)])).count == 1)
        #expect(try fulfilment.follow(ids[1], Timeline([.sample(.inTransit, at: 0)])) == [])
        #expect(fulfilment.shipments.map(\.status) == [.shipped, .cancelled])
    }

    @Test("are stopped together, or not at all once one has left")
    func stop() throws {
        var planned = Fulfilment.sample([.sample(), .sample(method: .pickup)])
        var left = Fulfilment.sample([.sample(), .sample(status: .shipped)])

        #expect(try planned.stop(at: now).count == 2)
        #expect(planned.isStopped && planned.shipments.allSatisfy { $0.status == .cancelled })
        #expect(throws: LogisticsError.alreadyShipped(left.shipments[1].id)) { try left.stop(at: now) }
        #expect(left.shipments[0].status == .planned)
    }
}

@Suite("Planning shipments")
struct ShipmentPlanTests {
    @Test("makes one for each location, with its lines")
    func perLocation() throws {
        let order = try OrderPlaced.sample(parts: [
            (1, .tea, 2, .shanghai), (2, .cup, 1, .beijing), (3, .cup, 1, .shanghai),
        ])

        let shipments = try order.shipments(by: [.post, .parcel], at: .now) { 0 }

        #expect(shipments.map(\.location) == [.beijing, .shanghai])
        #expect(shipments.map { $0.lines.map(\.lineID) } == [[2], [1, 3]])
        #expect(shipments.allSatisfy { $0.carrier == .post && $0.pickupCode == nil })
    }

    @Test("chooses the first carrier by priority that takes that much, and says why")
    func carrier() throws {
        let country = CountryCode("CN")

        let small = try [Carrier.parcel, .post].choice(units: 5, to: country)
        let large = try [Carrier.parcel, .post].choice(units: 6, to: country)

        #expect((small.carrier.code, large.carrier.code) == (.post, .parcel))
        #expect(small.explanation == "post takes 5 units, first by priority of 2 that can")
        #expect(throws: LogisticsError.noCarrier(units: 6, country: CountryCode("BR"))) {
            try [Carrier.parcel, .post].choice(units: 6, to: CountryCode("BR"))
        }
    }

    @Test("gives a pickup six digits and no carrier", arguments: [(0, "000000"), (UInt64.max, "551615")])
    func pickup(random: UInt64, code: String) throws {
        let order = try OrderPlaced.sample(method: .pickup, parts: [(1, .tea, 1, .store)])

        let shipments = try order.shipments(by: [.post], at: .now) { random }

        #expect(shipments.map(\.pickupCode?.value) == [code])
        #expect(shipments.map(\.carrier) == [nil])
    }

    @Test("plans nothing for goods that were carried out of a store")
    func carryOut() throws {
        let order = try OrderPlaced.sample(method: .carryOut)

        #expect(try order.shipments(by: [.post], at: .now) { 0 }.isEmpty)
    }
}

extension Fulfilment {
    fileprivate static func sample(_ shipments: [Shipment]) -> Fulfilment {
        Fulfilment(orderID: OrderID(), shipments: shipments)
    }
}
