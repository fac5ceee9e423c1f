public import Models
public import Postgres

/// What a service does when it hears an event. It runs in the inbox's transaction, exactly once for each event.
public struct EventHandler: Sendable {
    let type: String
    let apply: @Sendable ([CloudEvent], borrowing Session) throws -> Void

    public static func on<E: EventPayload>(
        _ payload: E.Type,
        _ apply: @escaping @Sendable (E, CloudEvent, borrowing Session) throws -> Void
    ) -> EventHandler {
        EventHandler(type: E.type) { events, session in
            for event in events { try apply(try event.payload(as: E.self), event, session) }
        }
    }

    /// For work that costs little more for many than for one. All events of the type that stand next to each other in a
    /// batch come together, in their order; when one of them can't be applied, each comes alone.
    public static func together<E: EventPayload>(
        _ payload: E.Type,
        _ apply: @escaping @Sendable ([E], borrowing Session) throws -> Void
    ) -> EventHandler {
        EventHandler(type: E.type) { events, session in
            try apply(try events.map { try $0.payload(as: E.self) }, session)
        }
    }

    /// The same for work that depends on when each was said.
    public static func together<E: EventPayload>(
        _ payload: E.Type,
        _ apply: @escaping @Sendable ([E], _ times: [Timestamp], borrowing Session) throws -> Void
    ) -> EventHandler {
        EventHandler(type: E.type) { events, session in
            try apply(try events.map { try $0.payload(as: E.self) }, events.map(\.time), session)
        }
    }
}
