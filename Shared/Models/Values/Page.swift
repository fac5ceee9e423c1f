public import JSON

/// A piece of a list, and where the next piece starts; `next` is absent on the last page.
public struct Page<Item> {
    public let items: [Item]
    public let next: PageCursor?

    public init(items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }

    /// From a query that asked for one more than `limit`: whether it came tells whether there is a next page.
    public init(found: [Item], limit: Int, cursor: (Item) -> PageCursor) {
        let items = Array(found.prefix(limit))
        self.init(items: items, next: found.count > limit ? items.last.map(cursor) : nil)
    }
}

extension Page: Sendable where Item: Sendable {}

extension Page: JSONWritable where Item: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", items)
            json.field("next", next)
        }
    }
}

extension Page: JSONReadable where Item: JSONReadable {
    public init?(json: JSONNode) {
        let items: [Item]? = json.required("items")
        let next = json.optional("next", as: PageCursor.self)
        guard let items else { return nil }
        self.init(items: items, next: next)
    }
}
