import Models

/// A shelf of the shop. Each product stands in one, so that no two shelves claim it.
struct Category: Equatable, Sendable {
    let id: CategoryID
    let parentID: CategoryID?
    let name: LocalizedText
}

/// The merchant's short code of a category: letters, digits, `-` and `.`, such as `grocery.frozen-ice`.
struct CategoryID: TextValue {
    static let expectation = "must have 1 to 120 of the characters a-z, 0-9, - and ."

    let value: String

    init?(_ text: String) {
        let isAllowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isAllowed, (1...120).contains(text.utf8.count) else { return nil }
        value = text
    }

    /// From the names along the way down to it. Names without a Latin letter are told apart by their checksum.
    init?(path names: [String]) {
        let parts = names.map { name in
            let slug = name.slug
            guard slug.isEmpty || !slug.utf8.allSatisfy({ $0 < 0x80 }) else { return slug }
            var checksum = Checksum()
            checksum.add(name)
            return "c" + String(checksum.value, radix: 36)
        }
        self.init(parts.joined(separator: "."))
    }
}
