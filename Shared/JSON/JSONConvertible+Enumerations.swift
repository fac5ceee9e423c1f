extension JSONWritable where Self: RawRepresentable, RawValue == String {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }
}

extension JSONReadable where Self: RawRepresentable & CaseIterable, RawValue == String {
    public init?(json: JSONNode) {
        guard let value = json.string.flatMap(Self.init(rawValue:)) else {
            json.fail("must be one of: \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        self = value
    }
}
