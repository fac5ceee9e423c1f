import Postgres

/// What always holds of money.
enum MoneyPromises {
    static let all = [
        Promise(
            "I-5",
            "refunded ≤ captured ≤ authorised, and one net capture per order",
            """
            SELECT format('payment %s: authorised %s, captured %s, refunded %s',
                          id, authorised_minor, captured_minor, refunded_minor)
              FROM payment.payments
             WHERE captured_minor > greatest(authorised_minor, 0) OR refunded_minor > captured_minor
             UNION ALL
            SELECT format('order %s: %s net captures', order_id, count(*))
              FROM payment.payments
             WHERE captured_minor > refunded_minor
             GROUP BY order_id
            HAVING count(*) > 1
            """
        ),
        Promise(
            "I-6",
            "no order has left without its money",
            """
            SELECT format('order %s is %s, captured %s of %s', number, orders.status, coalesce(captured, 0), total_minor)
              FROM "order".orders
              LEFT JOIN (
                    SELECT order_id, sum(captured_minor + waived_minor) AS captured FROM payment.payments GROUP BY 1
                   ) AS payments ON payments.order_id = orders.id
             WHERE orders.status IN ('shipped', 'delivered') AND total_minor > 0 AND coalesce(captured, 0) < total_minor
               AND orders.changed_at < now() - interval '60 seconds'
            """
        ),
        Promise(
            "I-6",
            "money taken without an order is given back within a minute",
            """
            SELECT format('payment %s: %s kept of order %s (%s)',
                          payments.id, captured_minor - payments.refunded_minor, order_id, coalesce(orders.status, 'unknown'))
              FROM payment.payments
              LEFT JOIN "order".orders ON orders.id = order_id
             WHERE captured_minor > payments.refunded_minor
               AND coalesce(orders.status, '') NOT IN ('placed', 'shipped', 'delivered')
               AND payments.changed_at < now() - interval '60 seconds'
            """
        ),
        Promise(
            "I-7",
            "debits = credits in every transaction and currency",
            """
            SELECT format('transaction %s: %s', transaction_id, sum(debit_minor - credit_minor))
              FROM payment.ledger_entries
             GROUP BY transaction_id, currency
            HAVING sum(debit_minor) <> sum(credit_minor)
            """
        ),
        Promise(
            "I-7",
            "the ledger holds exactly what was captured and refunded",
            """
            SELECT format('payment %s: net %s, ledger %s', id, captured_minor - refunded_minor, coalesce(booked, 0))
              FROM payment.payments
              LEFT JOIN (
                    SELECT payment_id, sum(credit_minor - debit_minor) AS booked
                      FROM payment.ledger_entries
                      JOIN payment.ledger_transactions ON ledger_transactions.id = transaction_id
                     WHERE account = 'sales-clearing'
                     GROUP BY payment_id
                   ) AS ledger ON payment_id = payments.id
             WHERE captured_minor - refunded_minor <> coalesce(booked, 0)
            """
        ),
    ]
}
