import JSON
import Models
import Postgres

/// How orders look in answers.
extension OrderSummary: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    func writeFields(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("number", number)
        json.field("channelId", channelID)
        json.field("origin", origin)
        json.field("externalId", externalID)
        json.field("customerId", customerID)
        json.field("status", status)
        json.field("total", total)
        json.field("refunded", refunded)
        json.field("createdAt", createdAt)
        json.field("placedAt", placedAt)
    }
}

extension OrderDetail: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            summary.writeFields(to: &json)
            json.field("breakdown", stored: documents.breakdown)
            json.field("delivery", stored: documents.delivery)
            json.field("allocations", stored: documents.allocations)
            json.field("tender", stored: documents.tender)
            json.field("paymentId", documents.paymentID)
            json.field("paymentStatus", documents.paymentStatus)
            json.field("refusal", stored: documents.refusal)
            json.field("locale", documents.locale)
            json.field("history", history)
            json.field("refunds", refunds)
            json.field("version", documents.version)
        }
    }
}

extension HistoryEntry: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("from", from)
            json.field("status", status)
            json.field("at", at)
            json.field("actor", actor)
            json.field("reason", reason)
        }
    }
}

extension Refund: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("orderId", orderID)
            json.field("status", status)
            json.field("amount", amount)
            json.field("shipping", shipping)
            json.field("lines", stored: lines)
            json.field("reason", reason)
            json.field("createdAt", createdAt)
        }
    }
}

extension JSONWriter {
    /// A stored document as it is.
    mutating func field(_ name: StaticString, stored document: JSONText?) {
        guard let document else { return }
        field(name, raw: document.bytes)
    }
}
