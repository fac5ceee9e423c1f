import JSON
import Models

extension JSONNode {
    /// Texts by language, none of them empty or longer than the catalogue keeps.
    func localizedText(_ name: StaticString, max: Int) -> LocalizedText? {
        required(name, as: LocalizedText.self).flatMap { bounded($0, name, max: max) }
    }

    func optionalLocalizedText(_ name: StaticString, max: Int) -> LocalizedText? {
        optional(name, as: LocalizedText.self).flatMap { bounded($0, name, max: max) }
    }

    private func bounded(_ text: LocalizedText, _ name: StaticString, max: Int) -> LocalizedText? {
        guard text.entries.count <= 50, text.entries.allSatisfy({ (1...max).contains($0.text.unicodeScalars.count) })
        else {
            fail(name, "must have 1 to \(max) characters in each of at most 50 languages")
            return nil
        }
        return text
    }

    /// Texts of limited length, each given once.
    func texts(_ name: StaticString, count: ClosedRange<Int>, length: ClosedRange<Int>) -> [String]? {
        guard let texts = optional(name, as: [String].self, count: count) else { return nil }
        guard texts.allSatisfy({ length.contains($0.unicodeScalars.count) }), Set(texts).count == texts.count else {
            fail(name, "must hold different texts of \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        return texts
    }

    /// Absent keeps, `null` clears, anything else sets.
    func change<Value>(_ name: StaticString, _ read: () -> Value?) -> FieldChange<Value> {
        guard let child = child(name) else { return .keep }
        return child.kind == .null ? .clear : read().map(FieldChange.set) ?? .keep
    }

    func taxClass() -> String? {
        guard let text = optionalText("taxClass", length: 1...40) else { return nil }
        guard text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }) else {
            fail("taxClass", "must have 1 to 40 of the characters a-z, 0-9 and -")
            return nil
        }
        return text
    }
}
