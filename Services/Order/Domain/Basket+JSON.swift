import JSON
import Models

extension Basket.Line: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", sku)
            json.field("quantity", quantity)
        }
    }

    init?(json: JSONNode) {
        let sku = json.required("sku", as: SKU.self)
        let quantity = json.required("quantity", in: 1...Basket.quantityMax)
        guard let sku, let quantity else { return nil }
        self.init(sku: sku, quantity: quantity)
    }
}

extension Basket: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("channelId", channelID)
            json.field("status", status.rawValue)
            json.field("lines", lines)
            json.field("coupons", coupons)
            json.field("delivery", delivery)
            json.field("orderId", orderID)
            json.field("version", version)
        }
    }
}
