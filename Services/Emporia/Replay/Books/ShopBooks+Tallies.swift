import Models
import Postgres

extension ShopBooks {
    /// The system's side of every measure, week by week in the order of the period.
    func tallies(_ period: StudyPeriod) async throws -> [Tally] {
        // A year came in within a minute: the planner would still take these tables for small ones.
        try await database.run(
            "ANALYZE \"order\".orders, inventory.movements, payment.ledger_transactions, payment.ledger_entries, marketing.order_books"
        )
        var tallies = [Tally](repeating: Tally(), count: period.weeks.count)
        try await add([.orders, .paid], to: &tallies, orders(period))
        try await add(Self.prices, to: &tallies, lines(period))
        try await add([.unitsSold, .unitsFound], to: &tallies, movements(period))
        try await add([.captured], to: &tallies, captures(period))
        try await add([.known], to: &tallies, knownOrders(period))
        return tallies
    }

    private static let prices: [Measure] = [
        .lines, .units, .shelf, .memberPrice, .couponMatch, .manufacturerCoupon, .received,
    ]

    /// Each row has the number of its week, and a value for each measure.
    private func add(_ measures: [Measure], to tallies: inout [Tally], _ sql: SQL) async throws {
        for row in try await database.query(sql) {
            let week = try row.get("week", as: Int.self) - 1
            let values = try row.get("values", as: [Int64].self)
            guard tallies.indices.contains(week), values.count == measures.count else { continue }
            for (measure, value) in zip(measures, values) { tallies[week][measure] = value }
        }
    }

    /// The sales that are compared, with the number of their week from 1.
    private func sold(_ period: StudyPeriod) -> SQL {
        """
        sold AS MATERIALIZED (
            SELECT id, width_bucket(placed_at, \(period.starts)::timestamptz[]) AS week, total_minor, breakdown
              FROM "order".orders
             WHERE origin = 'till' AND channel_id = ANY (\(period.channels)::text[])
               AND placed_at >= \(period.starts.first)::timestamptz AND placed_at <= \(period.end)::timestamptz
        )
        """
    }

    private func orders(_ period: StudyPeriod) -> SQL {
        """
        WITH \(sql: sold(period))
        SELECT week, ARRAY[count(*), sum(total_minor)]::bigint[] AS values FROM sold GROUP BY week
        """
    }

    private func lines(_ period: StudyPeriod) -> SQL {
        """
        WITH \(sql: sold(period)), lines AS (
            SELECT week, (line ->> 'quantity')::bigint AS units, (line #>> '{subtotal,amountMinor}')::bigint AS shelf, taken.*
              FROM sold
             -- Parsed once; as text it would be parsed for each field.
             CROSS JOIN LATERAL jsonb_array_elements((breakdown -> 'lines')::jsonb) AS line
             CROSS JOIN LATERAL (
                       SELECT coalesce(sum(off) FILTER (WHERE kind = 'memberPrice'), 0) AS member,
                              coalesce(sum(off) FILTER (WHERE kind = 'couponMatch'), 0) AS matched,
                              coalesce(sum(off) FILTER (WHERE kind = 'manufacturerCoupon'), 0) AS coupons
                         FROM jsonb_array_elements(line -> 'adjustments') AS adjustment
                        CROSS JOIN LATERAL (
                                  SELECT adjustment ->> 'kind', -(adjustment #>> '{amount,amountMinor}')::bigint
                              ) AS one (kind, off)
                   ) AS taken
        )
        SELECT week, ARRAY[count(*), sum(units), sum(shelf), sum(member), sum(matched), sum(coupons),
                           sum(shelf - member - matched)]::bigint[] AS values
          FROM lines
         GROUP BY week
        """
    }

    private func movements(_ period: StudyPeriod) -> SQL {
        """
        WITH \(sql: sold(period))
        SELECT week, ARRAY[coalesce(-sum(delta) FILTER (WHERE kind = 'sold'), 0),
                           coalesce(sum(delta) FILTER (WHERE kind = 'found'), 0)]::bigint[] AS values
          FROM inventory.movements
          JOIN sold ON reference = sold.id::text
         GROUP BY week
        """
    }

    private func captures(_ period: StudyPeriod) -> SQL {
        """
        WITH \(sql: sold(period))
        SELECT week, ARRAY[sum(debit_minor)]::bigint[] AS values
          FROM payment.ledger_entries
          JOIN payment.ledger_transactions ON ledger_transactions.id = transaction_id
          JOIN sold ON sold.id = order_id
         WHERE kind = 'capture'
         GROUP BY week
        """
    }

    private func knownOrders(_ period: StudyPeriod) -> SQL {
        """
        WITH \(sql: sold(period))
        SELECT week, ARRAY[count(*)]::bigint[] AS values
          FROM marketing.order_books
          JOIN sold ON sold.id = order_id
         WHERE order_books.placed_at IS NOT NULL AND customer_id IS NOT NULL AND booked_minor = sold.total_minor
         GROUP BY week
        """
    }
}
