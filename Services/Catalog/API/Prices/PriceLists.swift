import JSON
import Models
import ServiceKit

extension CatalogRoutes {
    func createPriceList(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let editor = try request.caller.editor()
        let list = try request.decode(NewPriceList.self).list(ownedBy: editor)
        return try await request.once(in: database) { session in
            try prices.createList(list, on: session)
            return .created(list, location: "/v1/price-lists/\(list.id)")
        }
    }

    func showPriceList(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(try await prices.findList(try request.parameter("id")))
    }

    func listPriceLists(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("channelId", "limit", "cursor")
        let channelID: ChannelID? = try request.query("channelId")
        return .ok(try await prices.lists(channelID: channelID, request.page()))
    }
}

private struct NewPriceList: JSONReadable {
    let name: String
    let currency: Currency
    let channelID: ChannelID?
    let sellerID: SellerID?
    let priority: Int
    let validity: Validity

    init?(json: JSONNode) {
        let name = json.text("name", length: 1...120)
        let currency: Currency? = json.required("currency")
        channelID = json.optional("channelId")
        sellerID = json.optional("sellerId")
        priority = json.optional("priority", in: -1_000_000...1_000_000) ?? 0
        guard let validity = Validity(json), let name, let currency else { return nil }
        self.name = name
        self.currency = currency
        self.validity = validity
    }

    func list(ownedBy editor: Editor) -> PriceList {
        PriceList(
            id: PriceListID(),
            name: name,
            sellerID: editor.owner(proposed: sellerID),
            channelID: channelID,
            currency: currency,
            priority: priority,
            validity: validity
        )
    }
}
