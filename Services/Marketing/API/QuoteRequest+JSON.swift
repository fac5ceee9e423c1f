import JSON
import Models

extension QuoteRequest: JSONConvertible {
    init?(json: JSONNode) {
        let channelID: ChannelID? = json.required("channelId")
        let currency: Currency? = json.required("currency")
        let customerID: CustomerID? = json.optional("customerId")
        let lines: [LineBody]? = json.required("lines", count: 1...500)
        let coupons: [CouponCode]? = json.optional("coupons", count: 0...10)
        let points: Int? = json.optional("pointsToSpend", in: 0...1_000_000_000)
        let destination: Destination? = json.optional("destination")
        let deliveryMethod: DeliveryMethod? = json.optional("deliveryMethod")
        guard let channelID, let currency, let lines else { return nil }
        let numbered = lines.enumerated().map { place, line in
            Line(lineID: line.lineID ?? place + 1, sku: line.sku, quantity: line.quantity)
        }
        if Set(numbered.map(\.lineID)).count < numbered.count { json.fail("lines", "must have different line ids") }
        self.init(
            channelID: channelID,
            currency: currency,
            customerID: customerID,
            lines: numbered,
            coupons: Self.unique(coupons ?? []),
            pointsToSpend: points ?? 0,
            destination: destination,
            deliveryMethod: deliveryMethod ?? .ship
        )
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", channelID)
            json.field("currency", currency)
            json.field("customerId", customerID)
            json.field("lines", lines)
            json.field("coupons", coupons)
            json.field("pointsToSpend", pointsToSpend)
            json.field("destination", destination)
            json.field("deliveryMethod", deliveryMethod)
        }
    }

    /// A code typed twice counts once; the order is the caller's.
    private static func unique(_ codes: [CouponCode]) -> [CouponCode] {
        var seen: Set<CouponCode> = []
        return codes.filter { seen.insert($0).inserted }
    }
}

/// A line whose number may be left out.
private struct LineBody: JSONReadable {
    let lineID: Int?
    let sku: SKU
    let quantity: Quantity

    init?(json: JSONNode) {
        let lineID: Int? = json.optional("lineId", in: 1...10_000)
        let sku: SKU? = json.required("sku")
        let quantity: Int? = json.required("quantity", in: 1...1_000_000)
        guard let sku, let quantity = quantity.flatMap(Quantity.init) else { return nil }
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
    }
}

extension QuoteRequest.Line: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("sku", sku)
            json.field("quantity", quantity)
        }
    }
}

extension QuoteRequest.Destination: JSONConvertible {
    init?(json: JSONNode) {
        let country: CountryCode? = json.required("country")
        let region = json.optionalText("region", length: 1...100)
        guard let country else { return nil }
        self.init(country: country, region: region)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("country", country)
            json.field("region", region)
        }
    }
}
