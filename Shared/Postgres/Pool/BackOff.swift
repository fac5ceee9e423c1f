/// Waits that double, each somewhere in its upper half, so that those who failed together do not return together.
enum BackOff {
    static func seconds(afterAttempt attempt: Int, first: Double, max: Double) -> Double {
        let doubled = first * Double(1 << min(attempt - 1, 16))
        return min(doubled, max) * Double.random(in: 0.5...1)
    }
}
