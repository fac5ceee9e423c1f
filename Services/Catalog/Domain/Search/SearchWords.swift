/// Cuts text into the words it is found by, the same way when a product is stored and when a shopper asks.
///
/// Latin and digit words are folded (case, accents, full width) and lose an English plural. Chinese, Japanese and
/// Korean are written without blanks, so a run of them gives its single signs and its overlapping pairs: 蓝色衬衫 gives
/// 蓝 色 衬 衫 and 蓝色 色衬 衬衫. Pairs alone carry a query, which makes it exact; single signs serve one-sign queries.
enum SearchWords {
    enum Word: Equatable {
        case plain(String)
        case ideographs(String)
    }

    static func runs(of text: String) -> [Word] {
        let folded = text.folded
        return folded.isASCII ? plainRuns(of: folded) : mixedRuns(of: folded)
    }

    /// The same for ASCII, where no sign's Unicode properties need to be looked up.
    static func plainRuns(of folded: String) -> [Word] {
        var runs: [Word] = []
        var word: [UInt8] = []
        func flush() {
            if !word.isEmpty { runs.append(.plain(singular(word))) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in folded.utf8 {
            if byte.isLowercaseLetter || byte.isDigit {
                word.append(byte)
            } else if byte != UInt8(ascii: "'") {
                flush()
            }
        }
        flush()
        return runs
    }

    static func mixedRuns(of folded: String) -> [Word] {
        var runs: [Word] = []
        var plain = ""
        var ideographs = ""
        func flush() {
            if !plain.isEmpty { runs.append(.plain(singular(Array(plain.utf8)))) }
            if !ideographs.isEmpty { runs.append(.ideographs(ideographs)) }
            plain = ""
            ideographs = ""
        }
        for character in folded {
            if isIdeograph(character) {
                if !plain.isEmpty { flush() }
                ideographs.append(character)
            } else if character.isLetter || character.isNumber {
                if !ideographs.isEmpty { flush() }
                plain.append(character)
            } else if character != "'" && character != "’" {
                flush()
            }
        }
        flush()
        return runs
    }

    /// Every word a text is stored under, in order.
    static func indexed(_ text: String) -> [String] {
        runs(of: text).flatMap { run in
            switch run {
            case .plain(let word): [clipped(word)]
            case .ideographs(let signs): signs.map(String.init) + pairs(of: signs)
            }
        }
    }

    static func pairs(of signs: String) -> [String] {
        zip(signs, signs.dropFirst()).map { String([$0, $1]) }
    }

    /// Postgres refuses words past 2 KiB; nobody types one.
    static func clipped(_ word: String) -> String { word.utf8.count <= 64 ? word : String(word.prefix(64)) }

    /// dresses → dress, berries → berry, shirts → shirt; glass and gas stay.
    private static func singular(_ word: [UInt8]) -> String {
        var stem = word[...]
        if word.count > 3, word.last == UInt8(ascii: "s"), word.allSatisfy({ $0 < 0x80 }) {
            if word.ends(with: "ies") {
                stem = word.dropLast(3) + "y".utf8
            } else if ["sses", "shes", "ches", "xes"].contains(where: { word.ends(with: $0) }) {
                stem = word.dropLast(2)
            } else if !word.ends(with: "ss"), !word.ends(with: "us") {
                stem = word.dropLast()
            }
        }
        return String(decoding: stem, as: UTF8.self)
    }

    private static func isIdeograph(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
