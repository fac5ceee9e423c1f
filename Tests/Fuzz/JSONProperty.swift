import Foundation
import JSON

/// What the strict reader takes, every other reader takes and understands alike; and what was read and written once is
/// written the same for ever.
func checkJSON(_ bytes: [UInt8]) {
    guard let node = try? JSON.parse(bytes) else { return }
    let tree = Tree(node)
    let written = JSON.encode(tree)
    guard let again = try? JSON.parse(written) else { fatalError("what was written can't be read") }
    hold(JSON.encode(Tree(again)) == written, "what was written is read as something else")

    let texts = try? JSON.decode([String].self, from: bytes)
    hold(texts.map { $0.map { Array($0.utf8) } } == tree.texts, "a list of texts is read in two ways")
    let numbers = try? JSON.decode([Int64].self, from: bytes)
    hold(numbers == tree.integers, "a list of whole numbers is read in two ways")

    guard tree.isPlain else { return }
    let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    hold(theirs.map(tree.agrees) ?? false, "Foundation reads it otherwise: \(theirs ?? "not at all")")
}

extension Tree {
    /// By their bytes, since `==` takes canonically equal texts for the same.
    fileprivate var texts: [[UInt8]]? {
        guard case .array(let elements) = self else { return nil }
        let texts = elements.compactMap { element in
            if case .string(let text) = element { Array(text.utf8) } else { nil as [UInt8]? }
        }
        return texts.count == elements.count ? texts : nil
    }

    fileprivate var integers: [Int64]? {
        guard case .array(let elements) = self else { return nil }
        let integers = elements.compactMap { element in
            if case .number(_, let int, _) = element { int } else { nil as Int64? }
        }
        return integers.count == elements.count ? integers : nil
    }

    /// Whether Foundation can hold it: no number beyond a double, or with more digits than its decimals have; no two
    /// names that Swift takes for the same text.
    fileprivate var isPlain: Bool {
        switch self {
        case .object(let members):
            Set(members.map(\.name)).count == members.count && members.allSatisfy { $0.value.isPlain }
        case .array(let elements): elements.allSatisfy(\.isPlain)
        case .number(let text, _, let double): double != nil && text.count <= 38
        case .string, .bool, .null: true
        }
    }

    fileprivate func agrees(with theirs: Any) -> Bool {
        switch self {
        case .object(let members):
            guard let object = theirs as? [String: Any], object.count == members.count else { return false }
            return members.allSatisfy { name, value in object[name].map(value.agrees) ?? false }
        case .array(let elements):
            guard let array = theirs as? [Any], array.count == elements.count else { return false }
            return zip(elements, array).allSatisfy { $0.agrees(with: $1) }
        case .string(let text): return (theirs as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
        case .number(_, let int, let double):
            guard let number = theirs as? NSNumber else { return false }
            return int.map { number.int64Value == $0 } ?? isNear(number.doubleValue, double)
        case .bool(let value): return theirs as? Bool == value
        case .null: return theirs is NSNull
        }
    }

    /// Foundation takes some numbers for decimals first, and is then off by a last bit.
    private func isNear(_ left: Double, _ right: Double?) -> Bool {
        right.map { abs(left - $0) <= abs($0) * 1e-14 } ?? false
    }
}
