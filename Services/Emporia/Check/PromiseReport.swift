import Foundation

/// What a check found, a line per promise.
struct PromiseReport: Sendable {
    struct Line: Sendable {
        let isKept: Bool
        let text: String
    }

    var lines: [Line] = []
    /// What was left out.
    var note: String?
    var isClean: Bool { lines.allSatisfy(\.isKept) }

    mutating func add(_ id: String, _ sentence: String, broken count: Int, _ examples: [String]) {
        let head = id.padding(toLength: 7, withPad: " ", startingAt: 0) + sentence
        let tail = examples.map { "\n          \($0)" }.joined()
        lines.append(Line(isKept: count == 0, text: count == 0 ? head : "\(head): broken \(count) times\(tail)"))
    }
}
