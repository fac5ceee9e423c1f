/// A figure and what it should reach.
struct Goal: Sendable {
    enum Direction: Sendable {
        case atLeast, atMost
    }

    let what: String
    let value: Double
    let direction: Direction
    let bound: Double

    static func atLeast(_ bound: Double, _ what: String, _ value: Double) -> Goal {
        Goal(what: what, value: value, direction: .atLeast, bound: bound)
    }

    static func atMost(_ bound: Double, _ what: String, _ value: Double) -> Goal {
        Goal(what: what, value: value, direction: .atMost, bound: bound)
    }

    var isMet: Bool {
        switch direction {
        case .atLeast: value >= bound
        case .atMost: value <= bound
        }
    }

    /// A missed goal is a figure like any other, no failure of the bench.
    func print() {
        let sign = direction == .atLeast ? "≥" : "≤"
        let line = "\(what): \(value.short) (goal \(sign) \(bound.short))"
        isMet ? Terminal.good(line) : Terminal.bad(line)
    }
}
