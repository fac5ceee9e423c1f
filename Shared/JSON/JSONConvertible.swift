/// A value that writes itself as JSON.
public protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

/// A value that can be read from JSON. `nil` means that a problem was recorded with `json.fail(…)`; a type with several
/// fields reads all of them before it gives up, so that the caller hears of every bad field at once.
public protocol JSONReadable {
    init?(json: JSONNode)
}

public typealias JSONConvertible = JSONReadable & JSONWritable
