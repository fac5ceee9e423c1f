import JSON
import Models
import ServiceKit

/// Inventory over HTTP.
struct InventoryClient: ReservationClient {
    let service: ServiceClient

    func reserve(_ placing: Placing, holdSeconds: Int, _ context: CallContext) async throws -> Reservation {
        let request = ReservationRequest(placing: placing, holdSeconds: holdSeconds)
        let answer = try await service.put("/v1/reservations/\(placing.orderID)", request, context: context)
        return try answer.accepted(as: ReservationAnswer.self).reservation
    }

    func release(_ orderID: OrderID, _ context: CallContext) async throws {
        try await service.delete("/v1/reservations/\(orderID)", context: context).requireAccepted()
    }
}

private struct ReservationRequest: JSONWritable {
    let placing: Placing
    let holdSeconds: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", placing.channelID)
            json.field("lines", placing.lines.filter { $0.quantity > 0 })
            json.field("destination", placing.delivery.address.map(Destination.init))
            json.field("pickupLocationId", placing.delivery.method == .pickup ? placing.delivery.locationID : nil)
            json.field("holdSeconds", holdSeconds)
        }
    }
}

private struct ReservationAnswer: JSONReadable {
    let reservation: Reservation

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let allocations = json.required("allocations", as: [Allocation].self) else { return nil }
        reservation = Reservation(allocations: allocations)
    }
}
