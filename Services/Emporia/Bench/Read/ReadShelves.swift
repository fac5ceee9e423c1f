import JSON
import Models
import ServiceKit

/// Twenty places that have goods.
enum ReadShelves {
    private static let extra = (1...8).map { "store-bench-\($0)" }
    static let locations = DemoShop.locations.map(\.id) + extra

    /// Opens those that the demo shop does not have.
    static func build(_ bench: BenchShop) async throws {
        for id in extra {
            try await bench.staff.send(.post, .inventory, "/v1/locations", key: "bench-\(id)") { json in
                json.field("id", id)
                json.field("name", id)
                json.field("type", "store")
                json.field("country", "CN")
                json.field("timeZone", "Asia/Shanghai")
                json.field("priority", 80)
            }
        }
    }
}
