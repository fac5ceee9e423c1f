import Models
import Postgres

extension Page {
    /// From one row more than was asked for, which tells whether there is a next page.
    init(_ rows: [Item], limit: Int, key: (Item) -> [String]) {
        let items = Array(rows.prefix(limit))
        self.init(items: items, next: rows.count > limit ? items.last.map { PageCursor(key($0)) } : nil)
    }
}

extension PageCursor {
    /// The one part of a cursor over ids.
    func key<Key: LosslessStringConvertible>(as type: Key.Type = Key.self) throws(CatalogError) -> Key {
        guard parts.count == 1, let key = Key(parts[0]) else { throw .badCursor }
        return key
    }
}
