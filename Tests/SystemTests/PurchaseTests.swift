import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemTests {
    @Suite("A purchase through every channel and service")
    struct PurchaseTests {
        @Test("ORD-01 ORD-04 PAY-04 MKT-10 goes from a guest's basket to delivered, cancelled and refunded orders")
        func walk() async throws {
            let shop = try OpenShop.current
            let wang = try await shop.signIn("wang.fang")
            let purchase = Purchase(shop: shop, customer: wang.id, token: wang.token)

            let basket = try await purchase.fillAcrossChannels()
            let first = try await purchase.payByCode(basket)
            try await purchase.shipAndDeliver(first)
            try await purchase.cancelBeforeShipping()
            try await purchase.refundOneCup()

            // 266 for 266.40 yuan of the first order, nothing for the cancelled one, and of the third one's 120 the
            // share of what stays paid, 100.00 of 130.00 yuan, in the customer's favour.
            try await shop.wait(
                until: "balance",
                is: "359",
                in: .marketing,
                "/v1/customers/\(wang.id)/points",
                as: wang.token
            )
            try await shop.expectEveryPromiseHolds()
        }
    }
}

/// One customer's way through the shop, each step asserted.
private struct Purchase {
    let shop: SystemShop
    let customer: String
    let token: String

    /// Fills a guest's basket in the app and takes it over at the sign-in on the web, where a coupon comes along.
    func fillAcrossChannels() async throws -> String {
        let guest = try await shop.succeed(.post, .marketing, "/v1/guest-tokens").text("token")
        let opened = try await shop.succeed(.post, .order, "/v1/baskets", as: guest, body: #"{"channelId":"app"}"#)
        let guestBasket = try opened.text("id")
        let one = try await put(.tea, 2, into: guestBasket, version: opened.header("ETag"), as: guest)
        _ = try await put(.pot, 1, into: guestBasket, version: one.header("ETag"), as: guest)

        let body = #"{"channelId":"web"}"#
        let own = try await shop.succeed(.post, .order, "/v1/baskets", as: token, body: body).text("id")
        let merge = #"{"basketId":"\#(guestBasket)","guestToken":"\#(guest)"}"#
        let merged = try await shop.succeed(.post, .order, "/v1/baskets/\(own)/merge", as: token, body: merge)
        let wish =
            #"{"coupons":["WELCOME10"],"delivery":{"method":"ship","address":\#(SystemShop.address)}}"#
        let tag = merged.header("ETag")
        let basket = try await shop.succeed(.patch, .order, "/v1/baskets/\(own)", as: token, body: wish, version: tag)
        #expect(try basket.lines == ["TEA": 2, "POT": 1])
        #expect(basket["coupons/0"] == "WELCOME10")
        return own
    }

    private func put(
        _ goods: Goods,
        _ quantity: Int,
        into basket: String,
        version: String?,
        as token: String
    ) async throws
        -> HTTPAnswer
    {
        let path = "/v1/baskets/\(basket)/lines/\(goods.rawValue)"
        let body = #"{"quantity":\#(quantity)}"#
        return try await shop.succeed(.put, .order, path, as: token, body: body, version: version)
    }

    /// Checks out with a wallet: the order waits for the code to be scanned and is placed by the provider's callback.
    func payByCode(_ basket: String) async throws -> String {
        let wish = #"{"channelId":"web","basketId":"\#(basket)","payment":{"method":"alipay"}}"#
        let key = UUID().uuidString
        let waiting = try await shop.succeed(.post, .order, "/v1/checkouts", as: token, body: wish, key: key)
        let order = try waiting.text("orderId")
        #expect(waiting.status == 202)
        #expect(waiting["status"] == "awaitingPayment")
        #expect(waiting["action/type"] == "qr")
        // 2 × 88.00 + 120.00 less ten percent; shipping is free from 199.00 on.
        #expect(try waiting.number("total/amountMinor") == 26640)

        let charge = try #require(waiting.text("action/data").split(separator: "/").last)
        try await shop.succeed(.post, .simulator, "/v1/provider/charges/\(charge)/approval")
        let placed = try await waitUntil(order, is: "placed")
        #expect(placed["paymentStatus"] == "authorised")
        #expect(try placed.number("breakdown/discountTotal/amountMinor") == 2960)
        #expect(try placed.number("breakdown/shipping/amountMinor") == 0)
        #expect(try placed.statuses == ["checkingOut", "awaitingPayment", "placed"])

        let again = try await shop.succeed(.post, .order, "/v1/checkouts", as: token, body: wish, key: key)
        #expect(again["orderId"] == order)
        return order
    }

    func shipAndDeliver(_ order: String) async throws {
        let warehouse = try shop.token(.warehouse)
        let shipment = try await parcel(of: order)
        let label = try await shop.succeed(.put, .logistics, "/v1/shipments/\(shipment)/label", as: warehouse)
        try await dispatch(shipment, of: order)

        // The last scan is told first; the timeline comes out right all the same.
        let parcel = try #"{"carrier":"\#(label.text("carrier"))","trackingNumber":"\#(label.text("trackingNumber"))""#
        let now = Timestamp.now
        let scans = """
            {"events":[
             \(parcel),"eventId":"\(shipment)-2","status":"delivered","occurredAt":"\(now)","place":"上海"},
             \(parcel),"eventId":"\(shipment)-1","status":"inTransit","occurredAt":"\(now + -60)","place":"杭州"}]}
            """
        try await shop.succeed(.post, .logistics, "/v1/tracking-events", as: warehouse, body: scans)
        let tracking = try await shop.succeed(.get, .logistics, "/v1/shipments/\(shipment)/tracking", as: token)
        #expect(tracking["status"] == "delivered")

        let delivered = try await waitUntil(order, is: "delivered")
        #expect(delivered["paymentStatus"] == "captured")
        #expect(try delivered.statuses == ["checkingOut", "awaitingPayment", "placed", "shipped", "delivered"])
    }

    /// A cancelled order gives its authorisation and its goods back.
    func cancelBeforeShipping() async throws {
        let order = try await buy(.pot, 1)
        let reason = #"{"reason":"ordered by mistake"}"#
        try await shop.succeed(.post, .order, "/v1/orders/\(order)/cancellation", as: token, body: reason)
        try await waitUntil(order, is: "cancelled")
        let payment = try await payment(of: order, is: "voided")
        #expect(try payment.number("items/0/amount/amountMinor") == 13000)
    }

    /// One cup of four arrives broken: its price goes back, the rest stays paid.
    func refundOneCup() async throws {
        let order = try await buy(.cup, 4)
        try await dispatch(parcel(of: order), of: order)
        try await waitUntil(order, is: "shipped")
        let staff = try shop.token(.support)
        let wish = #"{"lines":[{"lineId":1,"quantity":1}],"reason":"arrived broken"}"#
        let refund = try await shop.succeed(.post, .order, "/v1/orders/\(order)/refunds", as: staff, body: wish)
        #expect(try refund.number("amount/amountMinor") == 3000)
        try await shop.wait(until: "refunds/0/status", is: "succeeded", in: .order, "/v1/orders/\(order)", as: token)
        try await payment(of: order, is: "partlyRefunded")
    }

    private func buy(_ goods: Goods, _ quantity: Int) async throws -> String {
        let wish = """
            {"channelId":"web","lines":[{"sku":"\(goods.rawValue)","quantity":\(quantity)}],
             "delivery":{"method":"ship","address":\(SystemShop.address)},"payment":{"method":"card","token":"tok_ok"}}
            """
        let answer = try await shop.succeed(.post, .order, "/v1/checkouts", as: token, body: wish)
        #expect(answer.status == 201)
        // The price of the goods and 10.00 of shipping.
        #expect(try answer.number("total/amountMinor") == goods.price * quantity + 1000)
        return try answer.text("orderId")
    }

    private func parcel(of order: String) async throws -> String {
        let warehouse = try shop.token(.warehouse)
        return try await eventualValue("order \(order) has a parcel") {
            try await shop.send(.get, .logistics, "/v1/shipments?orderId=\(order)", as: warehouse)["items/0/id"]
        }
    }

    /// The parcel leaves; now, and not before, the money is taken.
    private func dispatch(_ shipment: String, of order: String) async throws {
        try await payment(of: order, is: "authorised")
        let warehouse = try shop.token(.warehouse)
        try await shop.succeed(.post, .logistics, "/v1/shipments/\(shipment)/dispatch", as: warehouse)
        try await payment(of: order, is: "captured")
    }

    @discardableResult
    private func payment(of order: String, is status: String) async throws -> HTTPAnswer {
        let finance = try shop.token(.finance)
        let path = "/v1/payments?orderId=\(order)"
        return try await shop.wait(until: "items/0/status", is: status, in: .payment, path, as: finance)
    }

    @discardableResult
    private func waitUntil(_ order: String, is status: String) async throws -> HTTPAnswer {
        try await shop.wait(until: "status", is: status, in: .order, "/v1/orders/\(order)", as: token)
    }
}

extension HTTPAnswer {
    /// The statuses of an order's history, in their order.
    fileprivate var statuses: [String] {
        get throws {
            var found: [String] = []
            while let status = self["history/\(found.count)/status"] { found.append(status) }
            return found
        }
    }

    /// The quantities of a basket by SKU.
    fileprivate var lines: [String: Int] {
        get throws {
            var found: [String: Int] = [:]
            var index = 0
            while let sku = self["lines/\(index)/sku"] {
                found[sku] = try number("lines/\(index)/quantity")
                index += 1
            }
            return found
        }
    }
}
