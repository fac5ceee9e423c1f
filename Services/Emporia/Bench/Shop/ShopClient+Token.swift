extension ShopClient {
    /// A caller with a token of her own over the same connections.
    init(_ other: ShopClient, token: String) {
        entrance = other.entrance
        http = other.http
        self.token = token
    }
}
