extension String {
    var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

    var trimmed: String {
        // Most texts have nothing around them, which their first and last byte tell.
        if let first = utf8.first, let last = utf8.last, first.isVisibleASCII, last.isVisibleASCII { return self }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Lower case, half width, Latin letters without their accents: texts that a shopper would call the same.
    var folded: String {
        if isASCII { return lowercased() }
        var result = ""
        for character in lowercased() {
            if let scalar = character.unicodeScalars.first, (0xFF01...0xFF5E).contains(scalar.value),
                let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
            {
                result += String(narrow).lowercased()
            } else {
                result += Self.plainLatin[character] ?? String(character)
            }
        }
        return result
    }

    /// Words joined by hyphens, for SKUs and ids made from names: "Crème, 22 LB" is "creme-22-lb". Letters of every
    /// script stay; a name without any letter or digit gives an empty slug.
    var slug: String {
        folded.split { !($0.isLetter || $0.isNumber) }.joined(separator: "-")
    }

    /// The words of an HTML fragment. Markup is dropped, never stored, so no page can be made to run it.
    var plainTextOfHTML: String {
        var bytes: [UInt8] = []
        var isInTag = false
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "<"): isInTag = true
            case UInt8(ascii: ">") where isInTag:
                isInTag = false
                bytes.append(UInt8(ascii: " "))
            default:
                if !isInTag { bytes.append(byte) }
            }
        }
        var text = String(decoding: bytes, as: UTF8.self)
        if bytes.contains(UInt8(ascii: "&")) {
            for (entity, character) in Self.entities { text = text.replacing(entity, with: character) }
        }
        guard text.isASCII else { return text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        return text.utf8.split(whereSeparator: \.isASCIIBlank).map(Substring.init).joined(separator: " ")
    }

    /// `&amp;` last, so that `&amp;lt;` stays the text `&lt;`.
    private static let entities = [
        ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"),
        ("&amp;", "&"),
    ]

    /// Only the Latin script: taking the marks off Japanese or Hindi letters would make other words of them.
    private static let plainLatin: [Character: String] = {
        let groups = [
            "a": "àáâãäåāăą", "ae": "æ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
            "i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõöøōŏő", "oe": "œ",
            "r": "ŕŗř", "s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ",
            "z": "źżž",
        ]
        var letters: [Character: String] = [:]
        for (plain, accented) in groups {
            for letter in accented { letters[letter] = plain }
        }
        return letters
    }()
}

extension UInt8 {
    /// As `Character.isWhitespace` has it.
    fileprivate var isASCIIBlank: Bool { self == UInt8(ascii: " ") || (0x09...0x0D).contains(self) }
    fileprivate var isVisibleASCII: Bool { (0x21...0x7E).contains(self) }
}
