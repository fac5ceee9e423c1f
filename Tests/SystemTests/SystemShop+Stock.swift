import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

/// Goods of the small shop, prices in fen with tax in them. Shipping costs 1000 and nothing from 19900 on.
enum Goods: String, CaseIterable {
    case tea = "TEA"
    case cup = "CUP"
    case pot = "POT"
    /// What the crowds buy: there is plenty of it.
    case crowd = "CROWD"
    case storm = "STORM"
    case drain = "DRAIN"
    /// What steady loads buy.
    case rotation = "ROTATION"
    case upgrade = "UPGRADE"
    case busy = "BUSY"
    /// There are 20 of it.
    case rare = "RARE"

    var price: Int {
        switch self {
        case .tea: 8800
        case .cup: 3000
        case .pot: 12000
        case .crowd, .storm, .drain, .rotation, .upgrade, .busy: 1500
        case .rare: 25000
        }
    }

    var units: Int { self == .rare ? 20 : 50_000 }
}

extension SystemShop {
    static let address =
        #"{"name":"王芳","lines":["中山路 1 号"],"city":"上海","postalCode":"200001","country":"CN"}"#

    /// Two channels, one warehouse, a few goods, one coupon: through the public API, as a merchant's program would.
    func stockUp() async throws {
        let merchant = try token(.administrator)
        for (id, type) in [("web", "web"), ("app", "app")] {
            let channel = """
                {"id":"\(id)","name":"\(id)","type":"\(type)","currency":"CNY","locale":"zh-CN",
                 "timeZone":"Asia/Shanghai","country":"CN"}
                """
            try await succeed(.post, .catalog, "/v1/channels", as: merchant, body: channel)
            let fee =
                #"{"fee":{"amountMinor":1000,"currency":"CNY"},"freeFrom":{"amountMinor":19900,"currency":"CNY"}}"#
            try await succeed(.put, .marketing, "/v1/shipping-fees/\(id)", as: merchant, body: fee)
        }
        try await addGoods(merchant)
        try await addOffer(merchant)
        try await waitUntilOpen()
    }

    private func addGoods(_ merchant: String) async throws {
        let warehouse = """
            {"id":"wh","name":"总仓","type":"warehouse","country":"CN","timeZone":"Asia/Shanghai","priority":10}
            """
        try await succeed(.post, .inventory, "/v1/locations", as: merchant, body: warehouse)
        let tax = #"{"name":"增值税","rateBasisPoints":1300}"#
        try await succeed(.put, .marketing, "/v1/tax-rates/CN/standard", as: merchant, body: tax)
        let list = #"{"name":"人民币价目","currency":"CNY"}"#
        let listID = try await succeed(.post, .catalog, "/v1/price-lists", as: merchant, body: list).text("id")
        for goods in Goods.allCases {
            let product = """
                {"title":{"zh":"\(goods.rawValue)","en":"\(goods.rawValue)"},"variants":[{"sku":"\(goods.rawValue)"}]}
                """
            let id = try await succeed(.post, .catalog, "/v1/products", as: merchant, body: product).text("id")
            let prices = #"{"prices":[{"sku":"\#(goods.rawValue)","amountMinor":\#(goods.price)}]}"#
            try await succeed(.put, .catalog, "/v1/price-lists/\(listID)/prices", as: merchant, body: prices)
            for channel in ["web", "app"] {
                try await succeed(.put, .catalog, "/v1/listings/\(channel)/\(id)", as: merchant)
            }
        }
        let lines = Goods.allCases.map { #"{"sku":"\#($0.rawValue)","quantity":\#($0.units)}"# }.joined(separator: ",")
        let receipt = #"{"locationId":"wh","reference":"opening stock","lines":[\#(lines)]}"#
        try await succeed(.post, .inventory, "/v1/receipts", as: merchant, body: receipt)
    }

    private func addOffer(_ merchant: String) async throws {
        for name in ["wang.fang", "li.na"] {
            let customer = """
                {"name":"\(name)","locale":"zh-CN","identities":[{"channelId":"app","externalId":"\(name)"},
                 {"channelId":"web","externalId":"\(name)"}]}
                """
            try await succeed(.post, .marketing, "/v1/customers", as: merchant, body: customer)
        }
        let offer = #"{"name":"新客九折","trigger":"coupon","effect":{"type":"percentOff","basisPoints":1000}}"#
        let id = try await succeed(.post, .marketing, "/v1/promotions", as: merchant, body: offer).text("id")
        let coupon = #"{"promotionId":"\#(id)","code":"WELCOME10","limit":100}"#
        try await succeed(.post, .marketing, "/v1/coupons", as: merchant, body: coupon)
    }

    /// Prices, products and channels travel as events; the shop is open when all have arrived.
    private func waitUntilOpen() async throws {
        try await withDatabase { database in
            try await eventually("the shop's events are heard") { try await self.isSettled(database) }
        }
    }
}
