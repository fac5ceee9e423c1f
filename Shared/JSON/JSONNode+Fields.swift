extension JSONNode {
    /// A member that must be there. Absent, `null` or of another shape: the problem is recorded and `nil` returned.
    @inlinable
    public func required<T: JSONReadable>(_ name: StaticString, as type: T.Type = T.self) -> T? {
        guard let value = present(name) else { return missing(name) }
        return value.read(type)
    }

    /// A member that may be absent or `null`; of another shape it is a problem nonetheless.
    @inlinable
    public func optional<T: JSONReadable>(_ name: StaticString, as type: T.Type = T.self) -> T? {
        present(name)?.read(type)
    }

    /// A list of limited length, so that no body makes work without bound.
    @inlinable
    public func required<T: JSONReadable>(
        _ name: StaticString,
        as type: [T].Type = [T].self,
        count: ClosedRange<Int>
    ) -> [T]? {
        guard let value = present(name) else { return missing(name) }
        return value.list(of: T.self, count: count)
    }

    @inlinable
    public func optional<T: JSONReadable>(
        _ name: StaticString,
        as type: [T].Type = [T].self,
        count: ClosedRange<Int>
    ) -> [T]? {
        present(name)?.list(of: T.self, count: count)
    }

    @inlinable
    public func required<T: JSONReadable & Comparable>(_ name: StaticString, in range: ClosedRange<T>) -> T? {
        guard let value = present(name) else { return missing(name) }
        return value.number(in: range)
    }

    @inlinable
    public func optional<T: JSONReadable & Comparable>(_ name: StaticString, in range: ClosedRange<T>) -> T? {
        present(name)?.number(in: range)
    }

    /// Required text; its length counts Unicode scalars, as Postgres does.
    @inlinable
    public func text(_ name: StaticString, length: ClosedRange<Int> = 1...255) -> String? {
        guard let value = present(name) else { return missing(name) }
        return value.text(length: length)
    }

    @inlinable
    public func optionalText(_ name: StaticString, length: ClosedRange<Int> = 1...255) -> String? {
        present(name)?.text(length: length)
    }

    /// An object whose names are data, in the order given; `nil` when absent or `null`.
    @inlinable
    public func map<T: JSONReadable>(_ name: StaticString, of type: T.Type = T.self) -> [(String, T)]? {
        guard let value = present(name) else { return nil }
        guard value.kind == .object else {
            value.fail("must be an object")
            return nil
        }
        let entries = value.members.map { member in member.value.read(type).map { (member.name, $0) } }
        return entries.contains { $0 == nil } ? nil : entries.compactMap(\.self)
    }
}

extension JSONNode {
    @usableFromInline
    func present(_ name: StaticString) -> JSONNode? {
        guard let value = child(name), value.kind != .null else { return nil }
        return value
    }

    @usableFromInline
    func missing<T>(_ name: StaticString) -> T? {
        if kind == .object { fail(name, "is required") } else { document.failOnce(index, "must be an object") }
        return nil
    }

    @usableFromInline
    func list<T: JSONReadable>(of type: T.Type, count: ClosedRange<Int>) -> [T]? {
        guard kind != .array || count.contains(document.children(of: index).count) else {
            fail("must have \(count.lowerBound) to \(count.upperBound) elements")
            return nil
        }
        return read([T].self)
    }

    @usableFromInline
    func number<T: JSONReadable & Comparable>(in range: ClosedRange<T>) -> T? {
        guard let value = read(T.self) else { return nil }
        guard range.contains(value) else {
            fail("must be from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    @usableFromInline
    func text(length: ClosedRange<Int>) -> String? {
        guard let value = read(String.self) else { return nil }
        guard length.contains(value.unicodeScalars.count) else {
            fail("must have \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        return value
    }
}
