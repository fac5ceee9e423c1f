import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// Many SKUs in many places at once. A POST because of the length of the question; it changes nothing.
    func queryAvailability(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let body: AvailabilityRequest = try request.decode()
        let places = try await stockQueries.availability(of: body.skus, at: body.locations)
        return .ok(AvailabilityView(skus: body.skus, places: places))
    }
}

struct AvailabilityRequest: JSONReadable {
    let skus: [SKU]
    let locations: [LocationID]?

    init?(json: JSONNode) {
        let skus = json.required("skus", as: [SKU].self, count: 1...1_000)
        locations = json.optional("locationIds", as: [LocationID].self, count: 1...500)
        guard let skus else { return nil }
        guard Set(skus).count == skus.count else {
            json.fail("skus", "must be distinct")
            return nil
        }
        self.skus = skus
    }
}

/// One entry per SKU asked for, in that order, with the places that have any.
struct AvailabilityView: JSONWritable {
    let skus: [SKU]
    /// Grouped by SKU.
    let places: [SKU: [PlaceAvailability]]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field(
                "items",
                array: { json in
                    for sku in skus { json.element(Item(sku: sku, places: places[sku] ?? [])) }
                }
            )
        }
    }

    private struct Item: JSONWritable {
        let sku: SKU
        let places: [PlaceAvailability]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("sku", sku)
                json.field("available", places.reduce(0) { $0 + $1.available })
                json.field("locations", places)
            }
        }
    }
}

extension PlaceAvailability: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("locationId", location)
            json.field("available", available)
        }
    }
}
