import JSON
import Models

extension PriceList: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("sellerId", sellerID)
            json.field("channelId", channelID)
            json.field("currency", currency)
            json.field("priority", priority)
            json.field("validFrom", validity.from)
            json.field("validUntil", validity.until)
        }
    }
}

extension PriceSetting: JSONConvertible {
    /// No price is above this, so that a whole basket of them stays far from 64 bits.
    static let amountMinorMax: Int64 = 1_000_000_000_000

    init?(json: JSONNode) {
        let sku: SKU? = json.required("sku")
        let amountMinor = json.required("amountMinor", in: 0...Self.amountMinorMax)
        let validity = Validity(json)
        guard let sku, let amountMinor, let validity else { return nil }
        self.init(sku: sku, amountMinor: amountMinor, validity: validity)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", sku)
            json.field("amountMinor", amountMinor)
            json.field("validFrom", validity.from)
            json.field("validUntil", validity.until)
        }
    }
}

extension Validity {
    init?(_ json: JSONNode) {
        self.init(from: json.optional("validFrom"), until: json.optional("validUntil"))
        guard isEmpty else { return }
        json.fail("validUntil", "must be after validFrom")
        return nil
    }
}
