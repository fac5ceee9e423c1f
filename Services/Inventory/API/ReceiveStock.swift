import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    func receiveStock(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let receipt: ReceiveStockRequest = try request.decode()
        return try await request.once(in: database) { session in
            try locations.require(receipt.location, on: session)
            let levels = try stock.change(receipt.places, on: session) { _ in receipt.changes }
            return .json(status: .created, StockLevels(levels))
        }
    }
}

struct ReceiveStockRequest: JSONReadable {
    let location: LocationID
    private let lines: [Line]
    private let reference: String?

    init?(json: JSONNode) {
        let location: LocationID? = json.required("locationId")
        let lines = json.required("lines", as: [Line].self, count: 1...1_000)
        reference = json.optionalText("reference", length: 1...200)
        guard let location, let lines else { return nil }
        self.location = location
        self.lines = lines
    }

    var places: [StockPlace] { lines.map { StockPlace(sku: $0.sku, location: location) } }

    var changes: [StockChange] {
        zip(places, lines).map { place, line in
            StockChange(place: place, movement: Movement(kind: .received, delta: line.quantity, reference: reference))
        }
    }

    private struct Line: JSONReadable {
        let sku: SKU
        let quantity: Int

        init?(json: JSONNode) {
            let sku: SKU? = json.required("sku")
            let quantity = json.required("quantity", in: 1...1_000_000_000)
            guard let sku, let quantity else { return nil }
            self.sku = sku
            self.quantity = quantity
        }
    }
}
