import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// How one SKU stands everywhere; a SKU never received stands nowhere, which is no error.
    func showStock(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let sku = try request.parameter("sku", as: SKU.self)
        return try await .ok(StockLevels(stockQueries.levels(of: sku)))
    }
}

/// The levels that a change or a question is about.
struct StockLevels: JSONWritable {
    private let levels: [StockLevel]

    init(_ levels: [StockLevel]) {
        self.levels = levels.sorted {
            ($0.place.sku.value, $0.place.location.value) < ($1.place.sku.value, $1.place.location.value)
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", levels)
        }
    }
}

extension StockLevel: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", place.sku)
            json.field("locationId", place.location)
            json.field("onHand", onHand)
            json.field("reserved", reserved)
            json.field("available", available)
            json.field("version", version)
        }
    }
}
