public import JSON

/// Something that happened, in the envelope of CloudEvents 1.0.
public struct CloudEvent: Sendable, Hashable {
    public let id: EventID
    public let source: ServiceName
    public let type: String
    public let subject: String
    public let time: Timestamp

    /// The payload's JSON as it was stored, passed on byte by byte.
    public let data: [UInt8]

    /// Position among the speaker's events; absent until one is given.
    public let sequence: Int64?

    public init(
        id: EventID = EventID(),
        source: ServiceName,
        type: String,
        subject: String,
        time: Timestamp,
        data: [UInt8],
        sequence: Int64? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.data = data
        self.sequence = sequence
    }

    public init<Payload: EventPayload>(
        _ payload: Payload,
        source: ServiceName,
        id: EventID = EventID(),
        time: Timestamp = .now,
        sequence: Int64? = nil
    ) {
        self.init(
            id: id,
            source: source,
            type: Payload.type,
            subject: payload.subject,
            time: time,
            data: JSON.encode(payload),
            sequence: sequence
        )
    }

    /// The payload, or why it is none of the kind asked for. Fields from a newer speaker are passed over.
    public func payload<Payload: EventPayload>(as kind: Payload.Type = Payload.self) throws(JSONError) -> Payload {
        guard type == Payload.type else {
            throw .invalid([FieldProblem(pointer: "/type", detail: "is \(type), not \(Payload.type)")])
        }
        return try JSON.decode(kind, from: data, allowingUnknown: true)
    }
}
