import Models

/// What the customer has to do before the provider goes on.
struct CustomerAction: Equatable, Sendable {
    let kind: Kind
    /// The text of the QR code, or the address to send the customer to.
    let data: String
    let expiresAt: Timestamp

    enum Kind: String, CaseIterable, Sendable {
        case qr, redirect
    }
}
