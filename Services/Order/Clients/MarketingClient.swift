import JSON
import Models
import ServiceKit

/// Marketing over HTTP.
struct MarketingClient: QuoteClient {
    let service: ServiceClient

    func quote(_ placing: Placing, _ context: CallContext) async throws -> Breakdown {
        let request = QuoteRequest(placing: placing)
        return try await service.put("/v1/quotes/\(placing.orderID)", request, context: context).accepted()
    }

    func drop(_ orderID: OrderID, _ context: CallContext) async throws {
        try await service.delete("/v1/quotes/\(orderID)", context: context).requireAccepted()
    }
}

private struct QuoteRequest: JSONWritable {
    let placing: Placing

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", placing.channelID)
            json.field("currency", placing.currency)
            json.field("customerId", placing.owner?.customerID)
            json.field("lines", placing.lines)
            json.field("coupons", placing.coupons)
            json.field("pointsToSpend", placing.pointsToSpend)
            json.field("destination", placing.delivery.address.map(Destination.init))
            json.field("deliveryMethod", placing.delivery.method)
        }
    }
}

/// As much of an address as decides tax and sourcing.
struct Destination: JSONWritable {
    let address: Address

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("country", address.country)
            json.field("region", address.region)
        }
    }
}
