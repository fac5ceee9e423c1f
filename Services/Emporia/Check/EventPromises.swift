import Models
import Postgres

/// What always holds of what services tell each other.
enum EventPromises {
    static var all: [Promise] {
        ServiceName.withDatabase.flatMap { hearer in
            ServiceName.withDatabase.compactMap { speaker in heard(by: hearer, from: speaker) }
        } + ServiceName.withDatabase.flatMap(settled)
    }

    /// The last minute is left out: what was said just now may still be on its way.
    private static func heard(by hearer: ServiceName, from speaker: ServiceName) -> Promise? {
        let types = EventRouting.types.filter { EventRouting.hearers(of: $0).contains(hearer) }
        guard let said = schemas[speaker], let inbox = schemas[hearer] else { return nil }
        return Promise(
            "I-4",
            "\(hearer.rawValue) applied each event of \(speaker.rawValue) that was said, and no other",
            """
            SELECT format('%s %s was said and not applied', said.type, said.id)
              FROM \(sql: said).outbox AS said
              LEFT JOIN \(sql: inbox).inbox AS heard USING (id)
             WHERE said.type = ANY (\(types)) AND heard.id IS NULL AND said.occurred_at < now() - interval '60 seconds'
             UNION ALL
            SELECT format('%s %s was applied and never said', heard.type, heard.id)
              FROM \(sql: inbox).inbox AS heard
              LEFT JOIN \(sql: said).outbox AS said USING (id)
             WHERE heard.source = \(speaker.rawValue) AND said.id IS NULL
               AND heard.applied_at > now() - interval '6 days'
            """
        )
    }

    private static func settled(_ service: ServiceName) -> [Promise] {
        guard let schema = schemas[service] else { return [] }
        return [
            Promise(
                "I-13",
                "\(service.rawValue) has parked no event and left none unsent for a minute",
                """
                SELECT format('%s for %s: %s', position, hearer, last_error)
                  FROM \(sql: schema).outbox_retry
                 WHERE parked_at IS NOT NULL
                 UNION ALL
                SELECT format('%s %s is unsent', type, id)
                  FROM \(sql: schema).outbox
                 WHERE sent_at IS NULL AND occurred_at < now() - interval '60 seconds'
                """
            ),
            Promise(
                "I-13",
                "every saga of \(service.rawValue) has ended or waits for somebody",
                """
                SELECT format('%s %s is %s at step %s: %s', name, id, status, step, last_error)
                  FROM \(sql: schema).sagas
                 WHERE created_at < now() - interval '60 seconds'
                   AND run_at < now() - interval '30 seconds'
                   AND coalesce(paused_until, '-infinity') < now() - interval '30 seconds'
                   AND coalesce(lease_until, '-infinity') < now()
                """
            ),
        ]
    }

    private static let schemas: [ServiceName: SQL] = [
        .catalog: "catalog", .inventory: "inventory", .order: #""order""#, .payment: "payment",
        .logistics: "logistics", .marketing: "marketing",
    ]
}
