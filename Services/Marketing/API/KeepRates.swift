import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func listTaxRates(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(Page(items: try await rates.taxRates(), next: nil))
    }

    func putTaxRate(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let key = TaxRate.Key(
            country: try request.parameter("country", as: CountryCode.self),
            taxClass: try request.parameter("taxClass", as: TaxClass.self).value
        )
        let body = try request.decode(TaxRateBody.self)
        let rate = TaxRate(key: key, name: body.name, basisPoints: body.basisPoints)
        try await rates.put(rate)
        return .ok(rate)
    }

    func listShippingFees(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(Page(items: try await rates.shippingFees(), next: nil))
    }

    func putShippingFee(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let channelID = try request.parameter("channelId", as: ChannelID.self)
        let body = try request.decode(ShippingFeeBody.self)
        let fee = ChannelFee(channelID: channelID, fee: ShippingFee(fee: body.fee, freeFrom: body.freeFrom))
        try await rates.put(fee)
        return .ok(fee)
    }
}

/// The short name that products give their class of tax.
struct TaxClass: TextValue {
    static let expectation = "must have 1 to 40 letters, digits and dashes"

    let value: String

    init?(_ text: String) {
        guard (1...40).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-")
            })
        else { return nil }
        value = text
    }
}

private struct TaxRateBody: JSONReadable {
    let name: String
    let basisPoints: Int

    init?(json: JSONNode) {
        let name = json.text("name", length: 1...60)
        let basisPoints: Int? = json.required("rateBasisPoints", in: 0...10_000)
        guard let name, let basisPoints else { return nil }
        self.name = name
        self.basisPoints = basisPoints
    }
}

private struct ShippingFeeBody: JSONReadable {
    let fee: Money
    let freeFrom: Money?

    init?(json: JSONNode) {
        let fee: Money? = json.required("fee")
        let freeFrom: Money? = json.optional("freeFrom")
        if let fee, fee.isNegative { json.fail("fee", "must not be negative") }
        if let freeFrom, freeFrom.isNegative { json.fail("freeFrom", "must not be negative") }
        if let fee, let freeFrom, fee.currency != freeFrom.currency {
            json.fail("freeFrom", "must be in the currency of the fee")
        }
        guard let fee else { return nil }
        self.fee = fee
        self.freeFrom = freeFrom
    }
}

extension TaxRate: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("country", key.country)
            json.field("taxClass", key.taxClass)
            json.field("name", name)
            json.field("rateBasisPoints", basisPoints)
        }
    }
}

extension ChannelFee: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", channelID)
            json.field("fee", fee.fee)
            json.field("freeFrom", fee.freeFrom)
        }
    }
}
