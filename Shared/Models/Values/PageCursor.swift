import JSON

/// Where a list goes on: the sort key of the last item, as text parts. Opaque to callers (base64url of a JSON list), so
/// that the order of a list may change without breaking them.
public struct PageCursor: TextValue {
    public static let expectation = "must be the next of an earlier page"

    public let parts: [String]

    public init(_ parts: [String]) {
        self.parts = parts
    }

    /// Reads what `value` wrote, at most 1 024 characters of it.
    public init?(_ text: String) {
        guard text.utf8.count <= 1_024, let bytes = Base64URL.decode(text),
            let parts = try? JSON.decode([String].self, from: bytes)
        else { return nil }
        self.parts = parts
    }

    public var value: String { Base64URL.encode(JSON.encode(parts)) }
}
