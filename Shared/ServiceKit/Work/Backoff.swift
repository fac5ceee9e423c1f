/// How long to wait before trying again: doubling up to a cap, with full jitter so that those who failed together
/// don't come back together.
public struct Backoff: Sendable {
    public let baseSeconds: Double
    public let capSeconds: Double

    public init(baseSeconds: Double, capSeconds: Double) {
        self.baseSeconds = baseSeconds
        self.capSeconds = capSeconds
    }

    static let worker = Backoff(baseSeconds: 0.2, capSeconds: 30)

    /// - Parameter random: 0…1; given by tests.
    public func delaySeconds(afterFailures failures: Int, random: Double = .random(in: 0...1)) -> Double {
        ceilingSeconds(afterFailures: failures) * random
    }

    func ceilingSeconds(afterFailures failures: Int) -> Double {
        var delay = baseSeconds
        for _ in 1..<max(failures, 1) where delay < capSeconds { delay *= 2 }
        return min(delay, capSeconds)
    }
}
