import Postgres

/// What always holds of stock and of what is promised from it.
enum StockPromises {
    static let all = [
        Promise(
            "I-1",
            "on hand = Σ movements per SKU and location, and 0 ≤ reserved ≤ on hand",
            """
            SELECT format('%s at %s: on hand %s, moved %s, reserved %s', sku, location_id, on_hand, moved, reserved)
              FROM inventory.stock
              FULL JOIN (SELECT sku, location_id, sum(delta) AS moved FROM inventory.movements GROUP BY 1, 2) AS ledger
             USING (sku, location_id)
             WHERE coalesce(on_hand, 0) <> coalesce(moved, 0) OR reserved NOT BETWEEN 0 AND on_hand
            """
        ),
        Promise(
            "I-2",
            "reserved = Σ of what live reservations still hold",
            """
            SELECT format('%s at %s: reserved %s, held %s', sku, location_id, reserved, held)
              FROM inventory.stock
              FULL JOIN (
                    SELECT sku, location_id, sum(quantity - shipped - released) AS held
                      FROM inventory.allocations
                     GROUP BY 1, 2
                   ) AS promised
             USING (sku, location_id)
             WHERE coalesce(reserved, 0) <> coalesce(held, 0)
            """
        ),
        Promise(
            "I-2",
            "never more sold and promised than was received",
            """
            SELECT format('%s: received %s, sold and promised %s', sku, received, taken)
              FROM (
                    SELECT sku,
                           coalesce(sum(delta) FILTER (WHERE kind NOT IN ('sold', 'shipped')), 0) AS received,
                           coalesce(-sum(delta) FILTER (WHERE kind IN ('sold', 'shipped')), 0)
                           + coalesce((SELECT sum(reserved) FROM inventory.stock WHERE stock.sku = movements.sku), 0)
                           AS taken
                      FROM inventory.movements
                     GROUP BY sku
                   ) AS totals
             WHERE taken > received
            """
        ),
        Promise(
            "I-3",
            "no hold outlives its expiry by more than a minute",
            """
            SELECT order_id::text
              FROM inventory.reservations
             WHERE status = 'held' AND expires_at < now() - interval '60 seconds'
            """
        ),
        Promise(
            "I-3",
            "every firm reservation belongs to an order that was placed",
            eventually: true,
            """
            SELECT format('order %s is %s', order_id, coalesce(orders.status, 'unknown'))
              FROM inventory.reservations
              LEFT JOIN "order".orders ON orders.id = order_id
             WHERE reservations.status = 'firm' AND coalesce(orders.status, '') NOT IN ('placed', 'shipped', 'delivered')
            """
        ),
        Promise(
            "I-3",
            "every placed order holds its goods until they ship",
            eventually: true,
            """
            SELECT format('order %s (%s): reservation %s', orders.number, orders.status, reservations.status)
              FROM "order".orders
              LEFT JOIN inventory.reservations ON order_id = orders.id
             WHERE orders.status IN ('placed', 'shipped') AND orders.origin <> 'till'
               AND coalesce(reservations.status, '') NOT IN ('firm', 'committed')
            """
        ),
        Promise(
            "I-2",
            "each unit of an order leaves in exactly one shipment",
            eventually: true,
            """
            SELECT format('order %s line %s: allocated %s, shipped %s', order_id, line_id, allocated, coalesce(sent, 0))
              FROM (
                    SELECT order_id, line_id, sum(quantity - released) AS allocated, sum(shipped) AS left_stock
                      FROM inventory.allocations
                     GROUP BY 1, 2
                   ) AS promised
              LEFT JOIN (
                    SELECT order_id, (line ->> 'lineId')::integer AS line_id, sum((line ->> 'quantity')::bigint) AS sent
                      FROM logistics.shipments
                     CROSS JOIN jsonb_array_elements(lines::jsonb) AS line
                     WHERE status IN ('shipped', 'delivered', 'collected')
                     GROUP BY 1, 2
                   ) AS parcels
             USING (order_id, line_id)
             WHERE left_stock <> coalesce(sent, 0) OR coalesce(sent, 0) > allocated
            """
        ),
    ]
}
