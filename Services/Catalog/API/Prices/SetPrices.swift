import JSON
import Models
import ServiceKit

extension CatalogRoutes {
    func setPrices(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id: PriceListID = try request.parameter("id")
        let editor = try request.caller.editor()
        let settings = try request.decode(PriceSettings.self).prices
        let changed = try await prices.set(settings, in: id, by: editor)
        return .ok(PricesSet(changed: changed, unchanged: settings.count - changed))
    }

    func removePrice(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        try await prices.remove(
            try request.parameter("sku"),
            from: try request.parameter("id"),
            by: try request.caller.editor()
        )
        return .noContent
    }

    func listPrices(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let list = try await prices.findList(try request.parameter("id"))
        return .ok(try await prices.prices(of: list.id, request.page()))
    }
}

private struct PriceSettings: JSONReadable {
    let prices: [PriceSetting]

    init?(json: JSONNode) {
        guard let prices: [PriceSetting] = json.required("prices", count: 1...5_000) else { return nil }
        self.prices = prices
    }
}

private struct PricesSet: JSONWritable {
    let changed: Int
    let unchanged: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("changed", changed)
            json.field("unchanged", unchanged)
        }
    }
}
