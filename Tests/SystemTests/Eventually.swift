import Testing

/// Asks again until there is a value; what services tell each other needs a moment, on a busy machine a longer one.
/// - Throws: `NeverHappened` after the time given.
func eventually<T>(_ what: String, within seconds: Double = 90, _ ask: () async throws -> T?) async throws -> T {
    let limit = ContinuousClock.now + .seconds(seconds)
    repeat {
        if let value = try await ask() { return value }
        try await Task.sleep(for: .milliseconds(50))
    } while ContinuousClock.now < limit
    throw NeverHappened(what: what, seconds: seconds)
}

struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let seconds: Double

    var description: String { "within \(Int(seconds)) s it never happened that \(what)" }
}
