public import JSON

/// Where to send something. Lines are as the country writes them; nothing is guessed from them.
public struct Address: Sendable, Hashable {
    public let name: String
    public let lines: [String]
    public let city: String
    public let region: String?

    /// Empty where the country has none (Hong Kong, Qatar).
    public let postalCode: String
    public let country: CountryCode
    public let phone: String?

    public init(
        name: String,
        lines: [String],
        city: String,
        region: String? = nil,
        postalCode: String,
        country: CountryCode,
        phone: String? = nil
    ) {
        self.name = name
        self.lines = lines
        self.city = city
        self.region = region
        self.postalCode = postalCode
        self.country = country
        self.phone = phone
    }
}

extension Address: JSONConvertible {
    public init?(json: JSONNode) {
        let name = json.text("name", length: 1...120)
        let lines: [String]? = json.required("lines", count: 1...4)
        let city = json.text("city", length: 1...120)
        let region = json.optionalText("region", length: 1...120)
        let postalCode = json.text("postalCode", length: 0...16)
        let country = json.required("country", as: CountryCode.self)
        let phone = json.optionalText("phone", length: 3...32)
        if let lines, lines.contains(where: { !(1...200).contains($0.unicodeScalars.count) }) {
            json.fail("lines", "must have 1 to 200 characters each")
            return nil
        }
        guard let name, let lines, let city, let postalCode, let country else { return nil }
        self.init(
            name: name,
            lines: lines,
            city: city,
            region: region,
            postalCode: postalCode,
            country: country,
            phone: phone
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("lines", lines)
            json.field("city", city)
            json.field("region", region)
            json.field("postalCode", postalCode)
            json.field("country", country)
            json.field("phone", phone)
        }
    }
}
