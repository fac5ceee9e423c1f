public import JSON
public import Models

/// What a token says (RFC 7519), for a person or for a service.
///
/// Field by field known, so that the strict reader refuses a token that carries anything else.
public struct TokenClaims: Sendable, Equatable {
    public var issuer: String
    public var audience: String
    public var subject: String
    /// Seconds since 1970.
    public var issuedAt: Int64
    public var expiresAt: Int64
    public var roles: [Role]
    public var customerID: CustomerID?
    public var sellerID: SellerID?
    public var channelID: ChannelID?

    public init(
        issuer: String,
        audience: String,
        subject: String,
        issuedAt: Int64,
        expiresAt: Int64,
        roles: [Role] = [],
        customerID: CustomerID? = nil,
        sellerID: SellerID? = nil,
        channelID: ChannelID? = nil
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.roles = roles
        self.customerID = customerID
        self.sellerID = sellerID
        self.channelID = channelID
    }
}

extension Role: JSONReadable, JSONWritable {}

extension TokenClaims: JSONReadable, JSONWritable {
    public init?(json: JSONNode) {
        let issuer = json.text("iss")
        let audience = json.text("aud")
        let subject = json.text("sub")
        let issuedAt = json.required("iat", as: Int64.self)
        let expiresAt = json.required("exp", as: Int64.self)
        let roles = json.optional("roles", as: [Role].self)
        let customerID = json.optional("customer", as: CustomerID.self)
        let sellerID = json.optional("seller", as: SellerID.self)
        let channelID = json.optional("channel", as: ChannelID.self)
        guard let issuer, let audience, let subject, let issuedAt, let expiresAt else { return nil }
        self.init(
            issuer: issuer,
            audience: audience,
            subject: subject,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            roles: roles ?? [],
            customerID: customerID,
            sellerID: sellerID,
            channelID: channelID
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("iss", issuer)
            json.field("aud", audience)
            json.field("sub", subject)
            json.field("iat", issuedAt)
            json.field("exp", expiresAt)
            if !roles.isEmpty { json.field("roles", roles) }
            json.field("customer", customerID)
            json.field("seller", sellerID)
            json.field("channel", channelID)
        }
    }
}
