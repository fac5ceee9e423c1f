public import JSON

/// The same text in several languages, at least one; JSON `{"en": "Tea", "zh-Hans": "茶"}`.
public struct LocalizedText: Sendable, Hashable {
    /// Language and text in the order given; the first is what a reader of none of them gets.
    public let entries: [Entry]

    public struct Entry: Sendable, Hashable {
        public let language: LanguageTag
        public let text: String
    }

    public init(_ text: String, in language: LanguageTag = .english) {
        entries = [Entry(language: language, text: text)]
    }

    /// `nil` when empty or when a language is given twice.
    public init?(_ texts: [(LanguageTag, String)]) {
        guard !texts.isEmpty, Set(texts.map(\.0)).count == texts.count else { return nil }
        entries = texts.map { Entry(language: $0.0, text: $0.1) }
    }

    public subscript(language: LanguageTag) -> String? {
        entries.first { $0.language == language }?.text
    }

    /// The text for a reader of `language`: exact, else more general, else another region's, else the first one
    /// (RFC 4647, lookup).
    public func best(for language: LanguageTag) -> String {
        for tag in language.fallbacks {
            if let text = self[tag] { return text }
        }
        let root = language.fallbacks.last
        let related = entries.first { $0.language.fallbacks.last == root }
        return (related ?? entries.first)?.text ?? ""
    }
}

extension LocalizedText: JSONConvertible {
    public init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object of texts by language")
            return nil
        }
        var texts: [(LanguageTag, String)] = []
        let members = json.members
        for (name, value) in members {
            guard let language = LanguageTag(name) else {
                value.fail("is not named by a language tag (BCP 47)")
                continue
            }
            guard let text = value.read(String.self) else { continue }
            texts.append((language, text))
        }
        guard texts.count == members.count else { return nil }
        guard let value = LocalizedText(texts) else {
            json.fail("must have at least one language, and each only once")
            return nil
        }
        self = value
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            for entry in entries { json.field(dynamic: entry.language.value, entry.text) }
        }
    }
}
