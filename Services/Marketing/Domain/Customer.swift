import Models

/// A person who buys, whatever channel she comes by.
struct Customer: Hashable, Sendable {
    let id: CustomerID
    var name: String?
    var email: String?
    var phone: String?
    var locale: LanguageTag
    var mergedInto: CustomerID?
    var version: Int64
    var createdAt: Timestamp
    var identities: [Identity] = []
    var account = Account()

    /// How one channel knows the person. A pair belongs to one customer only.
    struct Identity: Hashable, Sendable {
        let channelID: ChannelID
        let externalID: String
    }

    /// What orders have made of the customer; kept by events, never by hand.
    struct Account: Hashable, Sendable {
        var points: Int64 = 0
        var orders: Int64 = 0
        var lastOrderAt: Timestamp?
        var spent: [Money] = []
    }
}

/// What a channel or the customer herself tells of her; what is not told stays as it is.
struct CustomerDetails: Hashable, Sendable {
    var name: String?
    var email: String?
    var phone: String?
    var locale: LanguageTag?
}
