public enum JSONKind: UInt8, Sendable {
    case object, array, string, number, bool, null
}

/// One value, or one key, of a document: a slice of its bytes and where the next sibling's token is. All tokens lie in
/// one array in reading order, so a subtree is the range from a token to its `next`.
@usableFromInline
struct JSONToken {
    let kind: JSONKind

    /// Bytes of the value; of a string or key those between the quotes.
    let start: Int32
    var end: Int32 = 0

    /// Index of the first token after this value; for a key, of the next key.
    var next: Int32 = 0
    var isKey = false

    /// Text with a backslash in it must be unescaped before use.
    var isEscaped = false

    /// A key that somebody asked for.
    var isConsumed = false

    /// A value whose unread members have been looked for already.
    var isChecked = false

    var range: Range<Int> { Int(start)..<Int(end) }
}
