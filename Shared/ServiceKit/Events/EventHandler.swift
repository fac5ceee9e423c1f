public import Models
public import Postgres

/// What a service does when it hears an event. It runs in the inbox's transaction, exactly once for each event.
public struct EventHandler: Sendable {
    let type: String
    let apply: @Sendable (CloudEvent, borrowing Session) throws -> Void

    public static func on<E: EventPayload>(
        _ payload: E.Type,
        _ apply: @escaping @Sendable (E, CloudEvent, borrowing Session) throws -> Void
    ) -> EventHandler {
        EventHandler(type: E.type) { event, session in
            try apply(try event.payload(as: E.self), event, session)
        }
    }
}
