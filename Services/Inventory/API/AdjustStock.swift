import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// Corrects the books for a stated reason; all lines or none.
    func adjustStock(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let adjustment: AdjustStockRequest = try request.decode()
        return try await request.once(in: database) { session in
            try locations.require(adjustment.location, on: session)
            let levels = try stock.change(adjustment.changes.map(\.place), on: session) { levels in
                try adjustment.changes.requireCovered(by: levels)
                return adjustment.changes
            }
            return .json(status: .created, StockLevels(levels))
        }
    }
}

struct AdjustStockRequest: JSONReadable {
    let location: LocationID
    let changes: [StockChange]

    init?(json: JSONNode) {
        let location: LocationID? = json.required("locationId")
        let lines = json.required("lines", as: [Line].self, count: 1...1_000)
        let reason = json.text("reason", length: 1...200)
        let reference = json.optionalText("reference", length: 1...200)
        guard let location, let lines, let reason else { return nil }
        self.location = location
        changes = lines.map { line in
            StockChange(
                place: StockPlace(sku: line.sku, location: location),
                movement: Movement(kind: .adjusted, delta: line.delta, reason: reason, reference: reference)
            )
        }
    }

    private struct Line: JSONReadable {
        let sku: SKU
        let delta: Int

        init?(json: JSONNode) {
            let sku: SKU? = json.required("sku")
            let delta = json.required("delta", in: -1_000_000_000...1_000_000_000)
            guard let sku, let delta else { return nil }
            guard delta != 0 else {
                json.fail("delta", "must not be 0")
                return nil
            }
            self.sku = sku
            self.delta = delta
        }
    }
}
