import Models

/// Whose basket or order it is. A guest is known by the subject of their token alone.
enum Owner: Equatable, Sendable {
    case customer(CustomerID)
    case guest(String)

    var customerID: CustomerID? {
        if case .customer(let id) = self { id } else { nil }
    }

    var guest: String? {
        if case .guest(let subject) = self { subject } else { nil }
    }
}
