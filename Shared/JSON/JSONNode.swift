/// A cheap view of one value in a document. Valid as long as anybody holds it; belongs to one task.
public struct JSONNode {
    @usableFromInline let document: JSONDocument
    let index: Int

    public var kind: JSONKind { document.tokens[index].kind }

    /// Records that this value is not acceptable; the detail finishes the sentence "this field …".
    public func fail(_ detail: String) {
        document.fail(index, detail)
    }

    /// Records that the member `name` is not acceptable.
    public func fail(_ name: StaticString, _ detail: String) {
        if let member = document.member(name, of: index) {
            document.fail(member, detail)
        } else {
            document.fail(index, detail, member: name.description)
        }
    }

    /// The member `name`, whatever it is; `nil` when absent. It counts as read, its own members do not yet.
    public func child(_ name: StaticString) -> JSONNode? {
        document.member(name, of: index).map { JSONNode(document: document, index: $0) }
    }

    /// The elements of an array; empty for anything else.
    public var elements: [JSONNode] {
        guard kind == .array else { return [] }
        return document.children(of: index).map { JSONNode(document: document, index: $0) }
    }

    /// Names and values of an object in their order; all count as read. Empty for anything else.
    public var members: [(name: String, value: JSONNode)] {
        guard kind == .object else { return [] }
        return document.children(of: index).map { key in
            document.tokens[key].isConsumed = true
            return (document.text(at: key), JSONNode(document: document, index: key + 1))
        }
    }

    /// The exact bytes of this value, to be stored or passed on. Everything in it counts as read.
    public var rawBytes: [UInt8] {
        ignoreUnknown()
        let range = document.tokens[index].range
        guard kind == .string else { return Array(document.bytes[range]) }
        return Array(document.bytes[range.lowerBound - 1...range.upperBound])
    }

    /// Takes members that nobody asks for as read, for bodies whose shape is somebody else's to extend.
    public func ignoreUnknown() {
        document.markChecked(index)
    }

    /// Reads this value as a whole and refuses members that `T` did not ask for. When `T` gave up half-way, what it
    /// did not come to is not unknown.
    @inlinable
    public func read<T: JSONReadable>(_ type: T.Type = T.self) -> T? {
        let value = T(json: self)
        if value != nil { refuseUnread() } else { ignoreUnknown() }
        return value
    }

    @usableFromInline
    func refuseUnread() {
        document.refuseUnreadMembers(below: index)
    }
}
