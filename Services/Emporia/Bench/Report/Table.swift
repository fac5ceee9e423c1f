/// A compact table for a terminal: a column of names, then figures, right-aligned.
struct Table {
    private var rows: [[String]]
    /// The column of names.
    private let names: Int

    init(_ columns: String...) { self.init(columns: columns) }

    init(columns: [String], names: Int = 0) {
        rows = [columns]
        self.names = names
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    mutating func add(cells: [String]) { rows.append(cells) }

    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                return column == names ? cell + gap : gap + cell
            }
            return "  " + cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    func print() { Terminal.say(text) }
}

extension Double {
    /// About three digits that count: `7266`, `63.4`, `1.27`, `0.046`.
    var short: String {
        switch abs(self) {
        case 0: "0"
        case 100...: fixed(0)
        case 10...: fixed(1)
        case 1...: fixed(2)
        default: fixed(3)
        }
    }

    func fixed(_ digits: Int) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64((abs(self) * scale).rounded())
        let sign = self < 0 && whole != 0 ? "-" : ""
        guard digits > 0 else { return sign + String(whole) }
        let text = String(whole)
        let padded = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
        return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
