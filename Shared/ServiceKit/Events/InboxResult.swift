public import JSON
public import Models

/// The answer to a batch of events: what is not named here was applied, now or before.
public struct InboxResult: Equatable, Sendable {
    public var rejected: [RejectedEvent]

    public init(rejected: [RejectedEvent] = []) {
        self.rejected = rejected
    }
}

/// An event that could not be applied and should come again later.
public struct RejectedEvent: Equatable, Sendable {
    public let id: EventID
    public let type: String
    public let detail: String
    /// The earlier event of the same aggregate that this one has to wait for; it was not tried itself.
    public let waitsFor: EventID?

    public init(_ event: CloudEvent, detail: String, waitsFor: EventID? = nil) {
        self.id = event.id
        self.type = event.type
        self.detail = detail
        self.waitsFor = waitsFor
    }
}

extension InboxResult: JSONConvertible {
    public init?(json: JSONNode) {
        guard let rejected: [RejectedEvent] = json.required("rejected") else { return nil }
        self.init(rejected: rejected)
    }

    public func write(to json: inout JSONWriter) {
        json.object { $0.field("rejected", rejected) }
    }
}

extension RejectedEvent: JSONConvertible {
    public init?(json: JSONNode) {
        let id: EventID? = json.required("id")
        let type: String? = json.required("type")
        let detail: String? = json.required("detail")
        waitsFor = json.optional("waitsFor")
        guard let id, let type, let detail else { return nil }
        self.id = id
        self.type = type
        self.detail = detail
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("type", type)
            json.field("detail", detail)
            json.field("waitsFor", waitsFor)
        }
    }
}
