import JSON
import Models

extension Customer: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("email", email)
            json.field("phone", phone)
            json.field("locale", locale)
            json.field("mergedInto", mergedInto)
            json.field("identities", identities)
            json.field("account", account)
            json.field("createdAt", createdAt)
        }
    }
}

extension Customer.Account: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("points", points)
            json.field("orders", orders)
            json.field("lastOrderAt", lastOrderAt)
            json.field("spent", spent)
        }
    }
}

extension Customer.Identity: JSONConvertible {
    init?(json: JSONNode) { self.init(fields: json) }

    /// From an object that may have further fields.
    init?(fields json: JSONNode) {
        let channelID: ChannelID? = json.required("channelId")
        let externalID: ExternalID? = json.required("externalId")
        guard let channelID, let externalID else { return nil }
        self.init(channelID: channelID, externalID: externalID.value)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", channelID)
            json.field("externalId", externalID)
        }
    }
}

extension Customer.Identity: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        (left.channelID, left.externalID) < (right.channelID, right.externalID)
    }
}

/// A channel's own id of a person: any text without control characters, compared byte by byte.
struct ExternalID: TextValue {
    static let expectation = "must have 1 to 200 characters, none of them a control character"

    let value: String

    init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard (1...200).contains(scalars.count), scalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        value = text
    }
}

extension CustomerDetails: JSONReadable {
    init?(json: JSONNode) { self.init(fields: json) }

    /// From an object that may have further fields. Addresses are not verified here, only kept out of the absurd.
    init?(fields json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        let name = json.optionalText("name", length: 1...200)
        let email = json.optionalText("email", length: 3...254)
        let phone = json.optionalText("phone", length: 3...40)
        let locale = json.optional("locale", as: LanguageTag.self)
        if let email, !email.contains("@") { json.fail("email", "must be an e-mail address") }
        self.init(name: name, email: email, phone: phone, locale: locale)
    }
}
