import JSON
import Models
import ServiceKit
import Synchronization

/// Orders of the past: some are bought, shipped and delivered through the API, then the database copies all their rows in
/// every service's tables, under other ids, as often as is wanted.
final class PastOrders: Sendable {
    private let bench: BenchShop
    private let models: [ModelOrder]
    private let copied = Mutex(0)

    /// Few enough to be made in a moment, enough that no SKU has more than a share of all the past.
    private static let modelCount = 20

    private init(_ bench: BenchShop, _ models: [ModelOrder]) {
        self.bench = bench
        self.models = models
    }

    var count: Int { copied.withLock { $0 } }

    static func deliver(_ bench: BenchShop, _ goods: BenchGoods) async throws -> PastOrders {
        for number in 0..<modelCount {
            let load = try CheckoutLoad(bench, skus: goods.skus, buyers: 1)
            let result = await Load.counted(callers: 1, requests: 1) { _ in await load.buyOnce(key: "past-\(number)") }
            guard result.done == 1 else { throw BenchFailure("an order of the past: \(result.refused)") }
        }
        try await bench.settle()
        let shipments = try await ShipmentPage.read(from: bench.staff)
        for shipment in shipments { try await shipment.leave(bench.staff) }
        try await bench.settle()
        for shipment in shipments { try await shipment.arrive(bench.staff) }
        try await bench.settle()
        return PastOrders(bench, try await ModelOrder.all(in: bench))
    }

    func grow(to size: Int) async throws {
        let first = copied.withLock { $0 } + 1
        guard size >= first else { return }
        let numbers = first...size
        let share = (numbers.count + models.count - 1) / models.count
        for (index, model) in models.enumerated() {
            let from = first + index * share
            let through = min(from + share - 1, size)
            guard from <= through else { break }
            try bench.shop.postgres.sql(model.copies(from...through))
        }
        copied.withLock { $0 = size }
    }

    /// Receives what the copies have sold, and leaves the tables as autovacuum would.
    func tidy() async throws {
        try bench.shop.postgres.sql(
            """
            INSERT INTO inventory.movements (sku, location_id, delta, kind, reference)
            SELECT sku, location_id, on_hand - moved, 'received', 'past'
              FROM inventory.stock
              JOIN (SELECT sku, location_id, sum(delta) AS moved FROM inventory.movements GROUP BY 1, 2) AS ledger
             USING (sku, location_id)
             WHERE on_hand > moved;
            """
        )
        try bench.shop.postgres.sql("VACUUM (ANALYZE);\nCHECKPOINT;")
    }
}

/// A parcel of a model order.
struct ShipmentPage: JSONReadable {
    let items: [Parcel]

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let items = json.required("items", as: [Parcel].self) else { return nil }
        self.items = items
    }

    /// Of every order that has been placed.
    static func read(from staff: ShopClient) async throws -> [Parcel] {
        let orders = try await staff.send(.get, .order, "/v1/orders?limit=500")
        var parcels: [Parcel] = []
        for order in try JSON.decode(IdentifiedPage.self, from: orders.body).items {
            let answer = try await staff.send(.get, .logistics, "/v1/shipments?orderId=\(order.id)")
            parcels += try JSON.decode(ShipmentPage.self, from: answer.body).items
        }
        return parcels
    }

    struct Parcel: JSONReadable {
        let id: String
        let carrier: String

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let id = json.text("id")
            let carrier = json.text("carrier")
            guard let id, let carrier else { return nil }
            self.id = id
            self.carrier = carrier
        }

        func leave(_ staff: ShopClient) async throws {
            try await staff.send(.post, .logistics, "/v1/shipments/\(id)/dispatch", key: "past-\(id)")
        }

        func arrive(_ staff: ShopClient) async throws {
            let label = try await staff.send(.get, .logistics, "/v1/shipments/\(id)/label")
            let number = try JSON.decode(Label.self, from: label.body).number
            try await staff.send(.post, .logistics, "/v1/tracking-events", key: "scan-\(id)") { json in
                json.field(
                    "events",
                    array: { json in
                        json.element(
                            Object { json in
                                json.field("carrier", carrier)
                                json.field("trackingNumber", number)
                                json.field("eventId", id)
                                json.field("status", "delivered")
                                json.field("occurredAt", Timestamp.now)
                            }
                        )
                    }
                )
            }
        }
    }

    private struct Label: JSONReadable {
        let number: String

        init?(json: JSONNode) {
            json.ignoreUnknown()
            guard let number = json.text("trackingNumber") else { return nil }
            self.number = number
        }
    }
}
