import Models
import Postgres

/// What always holds of what services tell each other.
enum EventPromises {
    static var all: [Promise] {
        ServiceName.withDatabase.compactMap(heard) + [
            Promise(
                "I-13",
                "no event is parked, and none is unsent for a minute",
                everywhere { schema in
                    """
                    SELECT format('%s for %s: %s', position, hearer, last_error)
                      FROM \(sql: schema).outbox_retry
                     WHERE parked_at IS NOT NULL
                     UNION ALL
                    SELECT format('%s %s is unsent', type, id)
                      FROM \(sql: schema).outbox
                     WHERE sent_at IS NULL AND occurred_at < now() - interval '60 seconds'
                    """
                }
            ),
            Promise(
                "I-13",
                "every saga has ended, or waits for somebody",
                everywhere { schema in
                    """
                    SELECT format('%s %s is %s at step %s: %s', name, id, status, step, last_error)
                      FROM \(sql: schema).sagas
                     WHERE created_at < now() - interval '60 seconds'
                       AND run_at < now() - interval '30 seconds'
                       AND coalesce(paused_until, '-infinity') < now() - interval '30 seconds'
                       AND coalesce(lease_until, '-infinity') < now()
                    """
                }
            ),
        ]
    }

    /// The last minute is left out: what was said just now may still be on its way.
    private static func heard(by hearer: ServiceName) -> Promise? {
        let types = EventRouting.types.filter { EventRouting.hearers(of: $0).contains(hearer) }
        guard !types.isEmpty, let inbox = schemas[hearer] else { return nil }
        let said = everywhere { "SELECT id, type, occurred_at FROM \(sql: $0).outbox" }
        return Promise(
            "I-4",
            "\(hearer.rawValue) applied each event that was said, and no other",
            """
            WITH said AS (\(sql: said))
            SELECT format('%s %s was said and not applied', said.type, said.id)
              FROM said
              LEFT JOIN \(sql: inbox).inbox AS heard USING (id)
             WHERE said.type = ANY (\(types)) AND heard.id IS NULL AND said.occurred_at < now() - interval '60 seconds'
             UNION ALL
            SELECT format('%s %s was applied and never said', heard.type, heard.id)
              FROM \(sql: inbox).inbox AS heard
              LEFT JOIN said USING (id)
             WHERE said.id IS NULL AND heard.applied_at > now() - interval '6 days'
            """
        )
    }

    /// One query over the same table of every service.
    private static func everywhere(_ query: (SQL) -> SQL) -> SQL {
        let queries = schemas.values.map(query)
        return queries.dropFirst().reduce(queries[0]) { "\(sql: $0) UNION ALL \(sql: $1)" }
    }

    private static let schemas: [ServiceName: SQL] = [
        .catalog: "catalog", .inventory: "inventory", .order: #""order""#, .payment: "payment",
        .logistics: "logistics", .marketing: "marketing",
    ]
}
