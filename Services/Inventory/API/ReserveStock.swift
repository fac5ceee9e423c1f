import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// Holds every line or none. The order's id is the key: asked again, the first answer stands.
    func reserveStock(_ request: ServiceRequest) async throws -> ServiceResponse {
        let orderID = try request.parameter("orderId", as: OrderID.self)
        let body: ReserveStockRequest = try request.decode()

        let outcome = try await reservations.hold(body.reservation(for: orderID))
        try await Failpoint.holdAfter.reached()

        return outcome.isNew
            ? .created(outcome.reservation, location: "/v1/reservations/\(orderID)")
            : .ok(outcome.reservation)
    }

    /// Always succeeds: what was never held stays unheld, because a hold that arrives later is refused.
    func releaseReservation(_ request: ServiceRequest) async throws -> ServiceResponse {
        try await reservations.release(request.parameter("orderId", as: OrderID.self))
        try await Failpoint.releaseAfter.reached()
        return .noContent
    }

    func showReservation(_ request: ServiceRequest) async throws -> ServiceResponse {
        try await .ok(reservations.find(request.parameter("orderId", as: OrderID.self)))
    }
}

struct ReserveStockRequest: JSONReadable {
    let channelID: ChannelID
    let lines: [ReservationLine]
    let pickupLocation: LocationID?
    let holdSeconds: Int

    init?(json: JSONNode) {
        let channelID: ChannelID? = json.required("channelId")
        let lines = json.required("lines", as: [ReservationLine].self, count: 1...200)
        pickupLocation = json.optional("pickupLocationId")
        // Where the goods go does not yet weigh in the choice of location; it is part of the contract so that it can.
        _ = json.optional("destination", as: Destination.self)
        let holdSeconds = json.required("holdSeconds", in: 1...86_400)
        guard let channelID, let lines, let holdSeconds else { return nil }
        guard Set(lines.map(\.lineID)).count == lines.count else {
            json.fail("lines", "must have distinct line ids")
            return nil
        }
        self.channelID = channelID
        self.lines = lines
        self.holdSeconds = holdSeconds
    }

    func reservation(for orderID: OrderID) -> ReservationRequest {
        ReservationRequest(
            orderID: orderID,
            channelID: channelID,
            lines: lines,
            pickupLocation: pickupLocation,
            holdSeconds: holdSeconds
        )
    }

    private struct Destination: JSONReadable {
        init?(json: JSONNode) {
            let country: CountryCode? = json.required("country")
            _ = json.optionalText("region")
            if country == nil { return nil }
        }
    }
}

extension ReservationLine: JSONReadable {
    init?(json: JSONNode) {
        let lineID = json.required("lineId", in: 1...1_000_000)
        let sku: SKU? = json.required("sku")
        let quantity = json.required("quantity", in: 1...1_000_000)
        guard let lineID, let sku, let quantity else { return nil }
        self.init(lineID: lineID, sku: sku, quantity: quantity)
    }
}

extension Reservation.Status: JSONConvertible {}

extension Reservation: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("status", status)
            json.field("expiresAt", expiresAt)
            json.field("allocations", allocations)
            json.field("explanation", explanation)
        }
    }
}

extension Allocated: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
            json.field("locationId", location)
        }
    }
}
