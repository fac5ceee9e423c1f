import Postgres

/// What always holds of orders and of the offers that made their prices.
enum OrderPromises {
    static let all = [
        Promise(
            "I-8",
            "Σ lines + shipping = total, and the total is what the order says",
            """
            SELECT format('order %s: total %s, Σ %s', number, total_minor, summed)
              FROM (
                    SELECT number, total_minor, (breakdown #>> '{total,amountMinor}')::bigint AS stated,
                           (breakdown #>> '{shipping,amountMinor}')::bigint
                           + (SELECT coalesce(sum((line #>> '{total,amountMinor}')::bigint), 0)
                                FROM jsonb_array_elements(breakdown -> 'lines') AS line) AS summed
                      FROM (SELECT number, total_minor, breakdown::jsonb AS breakdown FROM "order".orders) AS orders
                     WHERE breakdown IS NOT NULL
                   ) AS totals
             WHERE total_minor <> summed OR stated <> summed
            """
        ),
        Promise(
            "I-8",
            "each line = subtotal + its adjustments + taxes on top",
            """
            SELECT format('order %s line %s', number, line ->> 'lineId')
              FROM (SELECT number, breakdown::jsonb AS breakdown FROM "order".orders) AS orders
             CROSS JOIN jsonb_array_elements(breakdown -> 'lines') AS line
             WHERE (line #>> '{total,amountMinor}')::bigint
                <> (line #>> '{subtotal,amountMinor}')::bigint
                 + (SELECT coalesce(sum((adjustment #>> '{amount,amountMinor}')::bigint), 0)
                      FROM jsonb_array_elements(line -> 'adjustments') AS adjustment)
                 + (SELECT coalesce(sum((tax #>> '{amount,amountMinor}')::bigint), 0)
                      FROM jsonb_array_elements(line -> 'tax') AS tax
                     WHERE tax ->> 'included' = 'false')
            """
        ),
        Promise(
            "I-9",
            "a status moves only along legal edges, and the history ends where the order stands",
            """
            SELECT format('order %s: %s → %s', order_id, from_status, to_status)
              FROM "order".order_history
             WHERE (coalesce(from_status, ''), to_status) NOT IN (
                   ('', 'checkingOut'), ('', 'placed'), ('', 'delivered'), ('', 'rejected'),
                   ('checkingOut', 'awaitingPayment'), ('checkingOut', 'placed'), ('checkingOut', 'rejected'),
                   ('awaitingPayment', 'placed'), ('awaitingPayment', 'cancelled'),
                   ('placed', 'shipped'), ('placed', 'delivered'), ('placed', 'cancelled'), ('shipped', 'delivered'))
             UNION ALL
            SELECT format('order %s is %s, its history ends with %s', id, status, last)
              FROM "order".orders
              LEFT JOIN (
                    SELECT DISTINCT ON (order_id) order_id, to_status AS last
                      FROM "order".order_history
                     ORDER BY order_id, version DESC
                   ) AS history ON order_id = id
             WHERE status IS DISTINCT FROM last
            """
        ),
        Promise(
            "ORD-05",
            "an order of a channel is known once",
            """
            SELECT format('%s %s: %s orders', channel_id, external_id, count(*))
              FROM "order".orders
             WHERE external_id IS NOT NULL
             GROUP BY channel_id, external_id
            HAVING count(*) > 1
            """
        ),
        Promise(
            "I-8",
            "a coupon is redeemed no more often than its limit, and claims = redemptions",
            """
            SELECT format('%s: limit %s, claimed %s, redeemed %s', code, limit_total, claimed, redeemed)
              FROM marketing.coupons
              LEFT JOIN (
                    SELECT code, count(*) FILTER (WHERE NOT overrun) AS redeemed
                      FROM marketing.coupon_redemptions
                     GROUP BY code
                   ) AS redemptions USING (code)
             WHERE claimed > limit_total OR claimed <> coalesce(redeemed, 0)
            """
        ),
        Promise(
            "MKT-10",
            "a customer's points = Σ of their ledger",
            """
            SELECT format('customer %s: %s points, ledger %s', customer_id, points, summed)
              FROM marketing.accounts
              LEFT JOIN (
                    SELECT customer_id, sum(delta) AS summed FROM marketing.points_ledger GROUP BY 1
                   ) AS ledger USING (customer_id)
             WHERE points <> coalesce(summed, 0) AND merged_into IS NULL
            """
        ),
    ]
}
