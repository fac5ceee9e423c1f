extension String: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = json.string else {
            json.fail("must be a string")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = json.bool else {
            json.fail("must be true or false")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.bool(self) }
}

extension Int64: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = json.int64 else {
            json.fail(json.kind == .number ? "must be a whole number of 64 bits" : "must be a whole number")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.int(self) }
}

extension Int: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = Int64(json: json) else { return nil }
        self = Int(value)
    }

    public func write(to json: inout JSONWriter) { json.int(self) }
}

extension Double: JSONConvertible {
    public init?(json: JSONNode) {
        guard let value = json.double else {
            json.fail("must be a number")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) { json.double(self) }
}

extension Array: JSONWritable where Element: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self { json.element(element) }
        }
    }
}

/// Reads every element before giving up, so that all bad ones are listed.
extension Array: JSONReadable where Element: JSONReadable {
    public init?(json: JSONNode) {
        guard json.kind == .array else {
            json.fail("must be a list")
            return nil
        }
        let nodes = json.elements
        self = nodes.compactMap { $0.read(Element.self) }
        if count < nodes.count { return nil }
    }
}

/// An element or value that may be missing is `null`; an optional *field* is left out by the writer instead.
extension Optional: JSONWritable where Wrapped: JSONWritable {
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.null() }
    }
}
