extension JSONScanner {
    /// Below this many members comparing each with each is cheaper than hashing; above it the square would be an attack.
    private static let pairwiseMax = 12

    /// Which of two equal keys counts differs from parser to parser, so neither does. Keys are compared by their bytes
    /// after unescaping; canonically equal spellings (NFC, NFD) stay different keys, as they are for Postgres.
    func refuseRepeatedKeys(of object: Int, count: Int) throws(JSONError) {
        guard count > 1 else { return }
        let end = Int(tokens[object].next)
        if count > Self.pairwiseMax {
            var seen = Set<[UInt8]>(minimumCapacity: count)
            var key = object + 1
            while key < end {
                guard seen.insert(unescapedKey(key)).inserted else { throw repeated(key) }
                key = Int(tokens[key].next)
            }
            return
        }
        var key = object + 1
        while key < end {
            var other = Int(tokens[key].next)
            while other < end {
                guard !hasEqualKeys(key, other) else { throw repeated(other) }
                other = Int(tokens[other].next)
            }
            key = Int(tokens[key].next)
        }
    }

    private func hasEqualKeys(_ one: Int, _ other: Int) -> Bool {
        if tokens[one].isEscaped || tokens[other].isEscaped { return unescapedKey(one) == unescapedKey(other) }
        let (left, right) = (tokens[one].range, tokens[other].range)
        return left.count == right.count && bytes[left].elementsEqual(bytes[right])
    }

    private func unescapedKey(_ key: Int) -> [UInt8] {
        let text = Array(bytes[tokens[key].range])
        return tokens[key].isEscaped ? JSONUnescaping.unescaped(text[...]) : text
    }

    private func repeated(_ key: Int) -> JSONError {
        let name = String(decoding: unescapedKey(key).prefix(80), as: UTF8.self)
        return .malformed(offset: Int(tokens[key].start) - 1, reason: "the field \"\(name)\" is given twice")
    }
}
