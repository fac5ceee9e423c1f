import Testing

/// A promise, and rows that break it.
struct Breach: Sendable, CustomTestStringConvertible {
    let id: String
    /// A part of the promise's sentence, which tells it from others of the same id.
    let promise: String
    let sql: String
    var journal: String?

    var testDescription: String { "\(id) \(promise)" }

    init(_ id: String, _ promise: String, journal: String? = nil, _ sql: String) {
        self.id = id
        self.promise = promise
        self.sql = sql
        self.journal = journal
    }

    private static let one = "'00000000-0000-7000-8000-000000000001'"
    private static let two = "'00000000-0000-7000-8000-000000000002'"

    private static func order(_ id: String, _ status: String, total: Int = 100, line: Int = 100) -> String {
        """
        INSERT INTO "order".orders
            (id, number, channel_id, origin, status, currency, total_minor, breakdown, delivery, locale, placed_at, changed_at)
        VALUES (\(id), \(id), 'web', 'web', '\(status)', 'CNY', \(total),
            '{"total":{"amountMinor":\(total)},"shipping":{"amountMinor":0},"lines":[{"lineId":1,
              "total":{"amountMinor":\(line)},"subtotal":{"amountMinor":100},"adjustments":[],"tax":[]}]}',
            '{}', 'zh', now(), now() - interval '5 minutes')
        """
    }

    /// Captured in full.
    private static func payment(_ id: String, of order: String, goal: String = "collect") -> String {
        """
        INSERT INTO payment.payments (id, order_id, method, currency, amount_minor, capture_policy, stage, goal, status,
            capture_minor, authorised_minor, captured_minor, changed_at)
        VALUES (\(id), \(order), 'card', 'CNY', 100, 'now', 'captured', '\(goal)', 'captured', 100, 100, 100,
            now() - interval '5 minutes')
        """
    }

    static let stock = [
        Breach("I-1", "on hand", "INSERT INTO inventory.stock (sku, location_id, on_hand) VALUES ('TEA', 'wh', 5)"),
        Breach(
            "I-2",
            "live reservations",
            """
            INSERT INTO inventory.stock (sku, location_id, on_hand, reserved) VALUES ('TEA', 'wh', 5, 2);
            INSERT INTO inventory.movements (sku, location_id, delta, kind) VALUES ('TEA', 'wh', 5, 'received')
            """
        ),
        Breach(
            "I-2",
            "more sold",
            "INSERT INTO inventory.movements (sku, location_id, delta, kind) VALUES ('TEA', 'wh', -3, 'sold')"
        ),
        Breach(
            "I-2",
            "exactly one shipment",
            """
            INSERT INTO inventory.allocations (order_id, line_id, location_id, sku, quantity, shipped)
            VALUES (\(one), 1, 'wh', 'TEA', 2, 2)
            """
        ),
        Breach(
            "I-3",
            "outlives its expiry",
            """
            INSERT INTO inventory.reservations (order_id, status, explanation, expires_at)
            VALUES (\(one), 'held', '', now() - interval '5 minutes')
            """
        ),
        Breach(
            "I-3",
            "firm reservation",
            "INSERT INTO inventory.reservations (order_id, status, explanation, expires_at) VALUES (\(one), 'firm', '', now())"
        ),
        Breach("I-3", "holds its goods", order(one, "placed")),
    ]

    static let orders = [
        Breach("I-8", "the total is what the order says", order(one, "placed", total: 100, line: 90)),
        Breach("I-8", "each line", order(one, "placed", total: 90, line: 90)),
        Breach(
            "I-9",
            "legal edges",
            """
            INSERT INTO "order".order_history (order_id, version, from_status, to_status, actor, reason)
            VALUES (\(one), 1, 'cancelled', 'placed', 'x', 'x')
            """
        ),
        Breach("I-9", "the history ends where the order stands", order(one, "placed")),
        Breach(
            "I-8",
            "a coupon is redeemed",
            "INSERT INTO marketing.coupons (code, promotion_id, limit_total, claimed) VALUES ('TEN', \(one), 5, 1)"
        ),
        Breach("MKT-10", "points", "INSERT INTO marketing.accounts (customer_id, points) VALUES (\(one), 5)"),
    ]

    static let money = [
        Breach("I-5", "one net capture", payment(one, of: one) + ";\n" + payment(two, of: one, goal: "release")),
        Breach("I-6", "left without its money", order(one, "shipped")),
        Breach("I-6", "given back within a minute", payment(one, of: one)),
        Breach("I-6", "provider's journal", payment(one, of: one)),
        Breach(
            "I-6",
            "provider's journal",
            journal: """
                {"operation":"captured","chargeId":\(one.replacing("'", with: "\"")),"amount":{"amountMinor":100}}
                """,
            "SELECT 1"
        ),
        Breach("I-7", "ledger holds exactly", payment(one, of: one)),
        Breach(
            "I-7",
            "debits = credits",
            """
            INSERT INTO payment.ledger_entries (transaction_id, line, account, currency, debit_minor)
            VALUES (\(one), 1, 'till-cash', 'CNY', 100)
            """
        ),
    ]

    static let events = [
        Breach(
            "I-4",
            "logistics applied each event",
            """
            INSERT INTO "order".outbox (id, type, subject, occurred_at, data, sent_at)
            VALUES (\(one), 'order.placed', 'x', now() - interval '5 minutes', '{}', now())
            """
        ),
        Breach(
            "I-4",
            "logistics applied each event",
            """
            INSERT INTO logistics.inbox (id, source, type, subject) VALUES (\(one), 'order', 'order.placed', 'x')
            """
        ),
        Breach(
            "I-13",
            "no event is parked",
            """
            INSERT INTO "order".outbox_retry (hearer, position, subject, parked_at) VALUES ('payment', 1, 'x', now())
            """
        ),
        Breach(
            "I-13",
            "every saga has ended",
            """
            INSERT INTO "order".sagas (id, name, status, step, state, run_at, created_at)
            VALUES (\(one), 'x', 'running', 1, '{}', now() - interval '5 minutes', now() - interval '5 minutes')
            """
        ),
    ]
}
