/// File against system, in each week and in all.
struct Comparison: Sendable {
    let weeks: [Week]

    struct Week: Sendable {
        let number: Int
        let file: Tally
        let system: Tally

        var isEqual: Bool { file == system }
    }

    var isEqual: Bool { weeks.allSatisfy(\.isEqual) }
    var file: Tally { sum(of: \.file) }
    var system: Tally { sum(of: \.system) }

    private func sum(of side: KeyPath<Week, Tally>) -> Tally {
        weeks.reduce(into: Tally()) { $0 += $1[keyPath: side] }
    }
}

extension Comparison {
    /// A line for each week, where one number stands for both sides while they are equal, then both sides in all.
    var table: [String] {
        weekTable + [""] + totalTable + differences
    }

    private static let columns: [(measure: Measure, title: String, width: Int)] = [
        (.orders, "orders", 8), (.lines, "lines", 8), (.units, "units", 11), (.shelf, "shelf", 14),
        (.memberPrice, "card", 12), (.couponMatch, "match", 10), (.manufacturerCoupon, "coupons", 10),
        (.received, "received", 14), (.paid, "paid", 14), (.captured, "captured", 14),
    ]

    private var weekTable: [String] {
        let titles = Self.columns.map { $0.title.right($0.width) }.joined()
        return ["  week" + titles]
            + weeks.map { week in
                (week.isEqual ? "=" : "≠") + "\(week.number)".right(5)
                    + Self.columns.map { $0.measure.text(week.file[$0.measure]).right($0.width) }.joined()
            }
    }

    private var totalTable: [String] {
        let (file, system) = (file, system)
        return ["  " + "in all".left(40) + "file".right(16) + "system".right(16)]
            + Measure.allCases.map { measure in
                (file[measure] == system[measure] ? "= " : "≠ ") + measure.label.left(40)
                    + measure.text(file[measure]).right(16) + measure.text(system[measure]).right(16)
            }
    }

    private var differences: [String] {
        weeks.flatMap { week in
            week.file.differences(from: week.system).map { measure in
                "≠ week \(week.number), \(measure.label): file \(measure.text(week.file[measure])), "
                    + "system \(measure.text(week.system[measure]))"
            }
        }
    }
}

extension Measure {
    /// `1,259,668.27` for money, `401,947` for counts.
    func text(_ value: Int64) -> String {
        let sign = value < 0 ? "-" : ""
        guard isMoney else { return sign + value.magnitude.grouped }
        let cents = value.magnitude % 100
        return "\(sign)\((value.magnitude / 100).grouped).\(cents < 10 ? "0" : "")\(cents)"
    }
}

extension BinaryInteger {
    /// With a comma between thousands.
    var grouped: String {
        var text = ""
        for (position, digit) in String(self).reversed().enumerated() {
            if position > 0, position.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

extension String {
    func right(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
    func left(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
