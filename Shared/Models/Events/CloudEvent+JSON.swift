public import JSON

extension CloudEvent: JSONConvertible {
    /// Extension attributes that are not ours are passed over, as the standard asks.
    public init?(json: JSONNode) {
        json.ignoreUnknown()
        let version: String? = json.required("specversion")
        let id: EventID? = json.required("id")
        let source: ServiceName? = json.required("source")
        let type = json.text("type", length: 1...120)
        let subject = json.text("subject", length: 1...255)
        let time: Timestamp? = json.required("time")
        let sequence: String? = json.optional("sequence")
        let data = json.child("data")?.rawBytes
        if let version, version != "1.0" { json.fail("specversion", "must be 1.0") }
        if let sequence, Int64(sequence) == nil { json.fail("sequence", "must be a whole number in quotes") }
        if data == nil { json.fail("data", "is required") }
        guard let id, let source, let type, let subject, let time, let data else { return nil }
        self.init(
            id: id,
            source: source,
            type: type,
            subject: subject,
            time: time,
            data: data,
            sequence: sequence.flatMap(Int64.init)
        )
    }

    /// `sequence` is text, because integers of CloudEvents have 32 bits only.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("specversion", "1.0")
            json.field("id", id)
            json.field("source", source)
            json.field("type", type)
            json.field("subject", subject)
            json.field("time", time)
            json.field("datacontenttype", "application/json")
            json.field("sequence", sequence.map(String.init))
            json.field("data", raw: data)
        }
    }
}
