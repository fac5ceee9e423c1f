import JSON
import Models
import Postgres
import ServiceKit

extension OrderRepository {
    /// Computes, records and tells a refund under the order's lock, so that refunds at the same time never share a unit.
    func refund(
        _ id: OrderID,
        _ request: RefundRequest,
        reason: String,
        actor: String,
        on session: borrowing Session
    ) throws -> Refund {
        let rows = try session.query("SELECT status, breakdown FROM orders WHERE id = \(id) FOR UPDATE")
        guard let row = rows.first else { throw OrderError.notFound(id) }
        let status = try row.get("status", as: OrderStatus.self)
        guard status == .shipped || status == .delivered else { throw OrderError.notRefundable(id, status) }
        let breakdown = try row.json("breakdown", as: Breakdown.self)
        let amounts = try request.amounts(of: breakdown, after: refunded(id, on: session))
        let refundID = RefundID()
        let written = try session.pipeline([
            """
            INSERT INTO refunds (id, order_id, amount_minor, currency, lines, shipping_minor, reason, actor)
            VALUES (\(refundID), \(id), \(amounts.total.amountMinor), \(amounts.total.currency), \(json: amounts.lines),
                    \(amounts.shipping.amountMinor), \(reason), \(actor))
            RETURNING id, order_id, status, amount_minor, currency, lines, shipping_minor, reason, created_at
            """,
            """
            UPDATE orders
               SET refunded_minor = refunded_minor + \(amounts.total.amountMinor), version = version + 1,
                   changed_at = now()
             WHERE id = \(id)
            """,
        ])
        guard let refund = written[0].first else { throw OrderError.notFound(id) }
        try outbox.append(OrderRefunded(refundID, of: id, amounts, reason: reason), on: session)
        return try Refund(refund)
    }

    private func refunded(_ id: OrderID, on session: borrowing Session) throws -> RefundedSoFar {
        let rows = try session.query("SELECT amount_minor, lines, shipping_minor FROM refunds WHERE order_id = \(id)")
        var earlier = RefundedSoFar()
        for row in rows {
            earlier.amountMinor += try row.get("amount_minor", as: Int64.self)
            earlier.shipping = try earlier.shipping || row.get("shipping_minor", as: Int64.self) > 0
            for line in try row.json("lines", as: [ReturnedLine].self) {
                earlier.quantities[line.lineID, default: 0] += line.quantity
            }
        }
        return earlier
    }
}

extension OrderRefunded {
    fileprivate init(_ id: RefundID, of order: OrderID, _ amounts: RefundAmounts, reason: String) {
        self.init(
            refundID: id,
            orderID: order,
            amount: amounts.total,
            lines: amounts.lines.compactMap { line in
                Quantity(line.quantity).map { RefundedLine(lineID: line.lineID, quantity: $0, amount: line.amount) }
            },
            reason: reason,
            at: .now
        )
    }
}

extension RefundAmounts.Line: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("quantity", quantity)
            json.field("amount", amount)
            guard !tax.isEmpty else { return }
            json.field(
                "tax",
                object: { json in
                    for (name, amount) in tax.sorted(by: { $0.key < $1.key }) { json.field(dynamic: name, amount) }
                }
            )
        }
    }
}

/// What a stored refund says of a line, as far as the next refund must know.
private struct ReturnedLine: JSONReadable {
    let lineID: Int
    let quantity: Int

    init?(json: JSONNode) {
        json.ignoreUnknown()
        let lineID = json.required("lineId", as: Int.self)
        let quantity = json.required("quantity", as: Int.self)
        guard let lineID, let quantity else { return nil }
        self.lineID = lineID
        self.quantity = quantity
    }
}
