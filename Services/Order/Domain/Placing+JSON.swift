import JSON
import Models

extension Placing: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("number", number)
            json.field("channelId", channelID)
            json.field("currency", currency)
            json.field("origin", origin)
            json.field("customerId", owner?.customerID)
            json.field("guest", owner?.guest)
            json.field("lines", lines)
            json.field("coupons", coupons)
            json.field("pointsToSpend", pointsToSpend)
            json.field("delivery", delivery)
            json.field("locale", locale)
            json.field("payment", payment)
            json.field("basketId", basketID)
            json.field("externalId", externalID)
            json.field("tender", tender)
            json.field("placedAt", placedAt)
            json.field("trace", trace)
            json.field("breakdown", breakdown)
            json.field("reservation", reservation)
            json.field("isWaiting", isWaiting)
            if let action { json.field("action", raw: action.json) }
        }
    }

    init?(json: JSONNode) {
        let orderID = json.required("orderId", as: OrderID.self)
        let number = json.required("number", as: String.self)
        let channelID = json.required("channelId", as: ChannelID.self)
        let currency = json.required("currency", as: Currency.self)
        let origin = json.required("origin", as: OrderOrigin.self)
        let customerID = json.optional("customerId", as: CustomerID.self)
        let guest = json.optional("guest", as: String.self)
        let lines = json.required("lines", as: [Line].self)
        let delivery = json.required("delivery", as: Delivery.self)
        let locale = json.required("locale", as: LanguageTag.self)
        guard let orderID, let number, let channelID, let currency, let origin, let lines, let delivery, let locale
        else {
            return nil
        }
        self.init(
            orderID: orderID,
            number: number,
            channelID: channelID,
            currency: currency,
            origin: origin,
            owner: customerID.map(Owner.customer) ?? guest.map(Owner.guest),
            lines: lines,
            coupons: json.optional("coupons") ?? [],
            pointsToSpend: json.optional("pointsToSpend") ?? 0,
            delivery: delivery,
            locale: locale,
            payment: json.optional("payment"),
            basketID: json.optional("basketId"),
            externalID: json.optional("externalId"),
            tender: json.optional("tender"),
            placedAt: json.optional("placedAt"),
            trace: json.optional("trace"),
            breakdown: json.optional("breakdown"),
            reservation: json.optional("reservation"),
            action: json.child("action").map { PaymentAction(json: $0.rawBytes) },
            isWaiting: json.optional("isWaiting") ?? false
        )
    }
}

extension Placing.Line: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
        }
    }

    init?(json: JSONNode) {
        let lineID = json.required("lineId", as: Int.self)
        let sku = json.required("sku", as: SKU.self)
        let quantity = json.required("quantity", as: Int.self)
        guard let lineID, let sku, let quantity else { return nil }
        self.init(lineID: lineID, sku: sku, quantity: quantity)
    }
}

extension Placing.Payment: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("paymentId", paymentID)
            json.field("method", method)
            json.field("token", token)
            json.field("returnUrl", returnURL)
        }
    }

    init?(json: JSONNode) {
        let paymentID = json.required("paymentId", as: PaymentID.self)
        let method = json.required("method", as: String.self)
        guard let paymentID, let method else { return nil }
        self.init(
            paymentID: paymentID,
            method: method,
            token: json.optional("token"),
            returnURL: json.optional("returnUrl")
        )
    }
}

extension Reservation: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("allocations", allocations)
        }
    }

    init?(json: JSONNode) {
        guard let allocations = json.required("allocations", as: [Allocation].self) else { return nil }
        self.init(allocations: allocations)
    }
}
