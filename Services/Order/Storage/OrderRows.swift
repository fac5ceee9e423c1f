import Models
import Postgres

/// An order as lists show it.
struct OrderSummary: Sendable {
    let id: OrderID
    let number: String
    let channelID: ChannelID
    let origin: String
    let externalID: String?
    let customerID: CustomerID?
    let status: OrderStatus
    /// Known once it is quoted.
    let total: Money?
    let refunded: Money
    let createdAt: Timestamp
    let placedAt: Timestamp?

    init(_ row: Row) throws {
        let currency = try row.get("currency", as: Currency.self)
        id = try row.get("id")
        number = try row.get("number")
        channelID = try row.get("channel_id")
        origin = try row.get("origin")
        externalID = try row.get("external_id")
        customerID = try row.get("customer_id")
        status = try row.get("status")
        total = try row.get("total_minor", as: Int64?.self).map { Money(amountMinor: $0, currency: currency) }
        refunded = Money(amountMinor: try row.get("refunded_minor"), currency: currency)
        createdAt = try row.get("created_at")
        placedAt = try row.get("placed_at")
    }
}

/// The stored documents, passed on byte by byte.
struct OrderDocuments: Sendable {
    let breakdown: JSONText?
    let delivery: JSONText
    let allocations: JSONText?
    let tender: JSONText?
    let refusal: JSONText?
    let paymentID: PaymentID?
    let paymentStatus: String?
    let locale: String
    let version: Int64

    init(_ row: Row) throws {
        breakdown = try row.get("breakdown")
        delivery = try row.get("delivery")
        allocations = try row.get("allocations")
        tender = try row.get("tender")
        refusal = try row.get("refusal")
        paymentID = try row.get("payment_id")
        paymentStatus = try row.get("payment_status")
        locale = try row.get("locale")
        version = try row.get("version")
    }
}

struct HistoryEntry: Sendable {
    let from: OrderStatus?
    let status: OrderStatus
    let at: Timestamp
    let actor: String
    let reason: String

    init(_ row: Row) throws {
        from = try row.get("from_status")
        status = try row.get("to_status")
        at = try row.get("at")
        actor = try row.get("actor")
        reason = try row.get("reason")
    }
}

struct Refund: Sendable {
    let id: RefundID
    let orderID: OrderID
    let status: String
    let amount: Money
    let shipping: Money
    let lines: JSONText
    let reason: String
    let createdAt: Timestamp

    init(_ row: Row) throws {
        let currency = try row.get("currency", as: Currency.self)
        id = try row.get("id")
        orderID = try row.get("order_id")
        status = try row.get("status")
        amount = Money(amountMinor: try row.get("amount_minor"), currency: currency)
        shipping = Money(amountMinor: try row.get("shipping_minor"), currency: currency)
        lines = try row.get("lines")
        reason = try row.get("reason")
        createdAt = try row.get("created_at")
    }
}

struct OrderDetail: Sendable {
    let summary: OrderSummary
    let documents: OrderDocuments
    let history: [HistoryEntry]
    let refunds: [Refund]
}
