import JSON
import Models
import Testing

@Suite("An event")
struct EventTests {
    @Test("of every kind comes back as it was said")
    func roundTrips() throws {
        let samples = try EventSamples.all()

        for sample in samples { try expectRoundTrip(sample) }

        #expect(Set(samples.map { Swift.type(of: $0).type }) == Set(EventRouting.types))
    }

    @Test("without its optional fields comes back too")
    func roundTripsBare() throws {
        for sample in try EventSamples.bare() { try expectRoundTrip(sample) }
    }

    @Test("is a CloudEvent 1.0 in JSON")
    func isCloudEvent() throws {
        let orderID = OrderID()
        let event = CloudEvent(
            OrderDelivered(orderID: orderID, at: .sample),
            source: .order,
            time: .sample,
            sequence: 7
        )

        let json = JSON.string(event)

        #expect(
            json == """
                {"specversion":"1.0","id":"\(event.id)","source":"order","type":"order.delivered",\
                "subject":"\(orderID)","time":"2026-01-31T12:00:00.123456Z","datacontenttype":"application/json",\
                "sequence":"7","data":{"orderId":"\(orderID)","at":"2026-01-31T12:00:00.123456Z"}}
                """
        )
        #expect(try JSON.decode(CloudEvent.self, from: Array(json.utf8)) == event)
    }

    @Test("from a newer speaker is understood as far as it is known")
    func passesOverNewFields() throws {
        let text = #"{"orderId":"\#(OrderID())","at":"2026-01-31T12:00:00Z","mood":{"new":[1]}}"#
        let event = CloudEvent(
            source: .order,
            type: OrderDelivered.type,
            subject: "x",
            time: .sample,
            data: Array(text.utf8)
        )

        #expect(try event.payload(as: OrderDelivered.self).at == Timestamp("2026-01-31T12:00:00Z"))
    }

    @Test("of another kind is not mistaken")
    func refusesOtherKind() {
        let event = CloudEvent(OrderDelivered(orderID: OrderID(), at: .sample), source: .order)

        #expect(throws: JSONError.self) { try event.payload(as: ReservationExpired.self) }
    }

    @Test(
        "that is no CloudEvent is refused",
        arguments: ["specversion", "id", "source", "type", "subject", "time", "data"]
    )
    func requiresAttributes(name: String) throws {
        let event = CloudEvent(OrderDelivered(orderID: OrderID(), at: .sample), source: .order)
        let json = JSON.string(event).replacing("\"\(name)\":", with: "\"x\(name)\":")

        let error = #expect(throws: JSONError.self) { try JSON.decode(CloudEvent.self, from: Array(json.utf8)) }

        #expect(error?.description.contains("/\(name)") == true)
    }

    @Test("is heard by those whom the table names, and by nobody when unknown")
    func routes() {
        #expect(EventRouting.hearers(of: "order.placed") == [.inventory, .payment, .logistics, .marketing])
        #expect(EventRouting.hearers(of: "payment.captured") == [.order])
        #expect(EventRouting.hearers(of: "shipment.shipped") == [.order, .payment, .inventory])
        #expect(EventRouting.hearers(of: "stock.changed").isEmpty)
        #expect(EventRouting.hearers(of: "order.vanished").isEmpty)
    }

    @Test("is told by one service alone, and each hears only from those who have something to tell it")
    func speakers() {
        #expect(EventRouting.speaker(of: "payment.captured") == .payment)
        #expect(EventRouting.speaker(of: "order.vanished") == nil)
        #expect(EventRouting.speakers(to: .logistics) == [.order])
        #expect(EventRouting.speakers(to: .order) == [.catalog, .inventory, .payment, .logistics])
        #expect(EventRouting.speakers(to: .catalog).isEmpty)
    }

    private func expectRoundTrip(_ payload: some EventPayload & Hashable) throws {
        let event = CloudEvent(payload, source: .order)

        let heard = try JSON.decode(CloudEvent.self, from: JSON.encode(event))

        #expect(heard == event)
        #expect(try heard.payload() == payload)
        #expect(!heard.subject.isEmpty)
    }
}
