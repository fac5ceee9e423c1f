import JSON
import Models

/// What somebody wants to buy, and how they pay. No amounts: those come from the quote.
struct CheckoutRequest: Sendable {
    struct Payment: Sendable {
        let method: PaymentMethod
        let token: String?
        let returnURL: String?
    }

    let channelID: ChannelID
    let basketID: BasketID?
    let lines: [Basket.Line]?
    let coupons: [CouponCode]?
    let pointsToSpend: Int
    let delivery: Delivery?
    let payment: Payment
    let locale: LanguageTag?
}

enum PaymentMethod: String, Sendable, CaseIterable, JSONConvertible {
    case card, alipay, wechat, unionpay, wallet
}

extension CheckoutRequest: JSONReadable {
    init?(json: JSONNode) {
        let channelID = json.required("channelId", as: ChannelID.self)
        let basketID = json.optional("basketId", as: BasketID.self)
        let lines: [Basket.Line]? = json.optional("lines", count: 1...Basket.linesMax)
        let coupons: [CouponCode]? = json.optional("coupons", count: 0...Basket.couponsMax)
        let pointsToSpend = json.optional("pointsToSpend", in: 0...1_000_000_000)
        let delivery = json.optional("delivery", as: Delivery.self)
        let payment = json.required("payment", as: Payment.self)
        let locale = json.optional("locale", as: LanguageTag.self)
        if basketID != nil, json.child("lines") != nil {
            json.fail("lines", "must be left out when a basket is bought")
        }
        if basketID == nil, json.child("basketId") == nil, json.child("lines") == nil {
            json.fail("lines", "is required without a basketId")
        }
        guard let channelID, let payment else { return nil }
        self.init(
            channelID: channelID,
            basketID: basketID,
            lines: lines,
            coupons: coupons,
            pointsToSpend: pointsToSpend ?? 0,
            delivery: delivery,
            payment: payment,
            locale: locale
        )
    }
}

extension CheckoutRequest.Payment: JSONReadable {
    init?(json: JSONNode) {
        let method = json.required("method", as: PaymentMethod.self)
        token = json.optionalText("token", length: 1...200)
        returnURL = json.optionalText("returnUrl", length: 1...2000)
        guard let method else { return nil }
        self.method = method
    }
}
