/// What a product is found by, as the literal of a Postgres `tsvector`: each word with its places and weight.
///
/// The vector is made here, not by a text search configuration of the server, because Postgres has no dictionary that
/// cuts Chinese, and because query and document must be cut by the very same code.
struct SearchDocument: Equatable, Sendable {
    /// A title counts most, then names a shopper may use, then codes, then running text.
    enum Weight: String, CaseIterable {
        case title = "A"
        case names = "B"
        case codes = "C"
        case text = "D"
    }

    /// Enough for any product; a vector's place ends at 16,383.
    private static let wordsMax = 4_000

    /// A word that comes again is there again: Postgres puts its places together, and keeps 256 of them.
    private(set) var literal = ""
    private var count = 0

    mutating func add(_ text: String, _ weight: Weight) {
        for word in SearchWords.indexed(text) where count < Self.wordsMax {
            if count > 0 { literal += " " }
            count += 1
            literal += quoted(word)
            literal += ":\(count)"
            literal += weight.rawValue
        }
    }
}

/// A shopper's words as the literal of a Postgres `tsquery`: every one must be found, the last may be half typed.
struct SearchQuery: Equatable, Sendable {
    let literal: String

    /// nil when the text has no word to look for.
    init?(_ text: String) {
        let runs = SearchWords.runs(of: String(text.prefix(200)))
        let last = runs.indices.last
        let parts = runs.enumerated().flatMap { index, run -> [String] in
            switch run {
            case .plain(let word): [quoted(SearchWords.clipped(word)) + (index == last ? ":*" : "")]
            case .ideographs(let signs) where signs.count == 1: [quoted(signs)]
            case .ideographs(let signs): SearchWords.pairs(of: signs).map(quoted)
            }
        }
        guard !parts.isEmpty else { return nil }
        literal = parts.joined(separator: " & ")
    }
}

/// By scalars: a letter that takes the next sign along, as U+0D4E does, is one character with a quote behind it.
private func quoted(_ word: String) -> String {
    let mustEscape = word.utf8.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") }
    guard mustEscape else { return "'" + word + "'" }
    var literal = "'".unicodeScalars
    for scalar in word.unicodeScalars {
        if scalar == "'" || scalar == "\\" { literal.append(scalar) }
        literal.append(scalar)
    }
    literal.append("'")
    return String(literal)
}
