/// Asks again until there is a value; what runs beside a test needs a moment, on a busy machine a longer one.
/// - Throws: `NeverHappened` after the time given.
public func eventualValue<T>(
    _ what: String,
    within seconds: Double = 90,
    _ ask: () async throws -> T?
) async throws -> T {
    let limit = ContinuousClock.now + .seconds(seconds)
    repeat {
        if let value = try await ask() { return value }
        try await Task.sleep(for: .milliseconds(10))
    } while ContinuousClock.now < limit
    throw NeverHappened(what: what, seconds: seconds)
}

/// Waits until the condition holds.
/// - Throws: `NeverHappened` after the time given.
public func eventually(
    _ what: String = "what the test waits for",
    within seconds: Double = 90,
    _ condition: () async throws -> Bool
) async throws {
    try await eventualValue(what, within: seconds) { try await condition() ? () : nil }
}

public struct NeverHappened: Error, CustomStringConvertible {
    public let what: String
    public let seconds: Double

    public var description: String { "within \(Int(seconds)) s it never happened: \(what)" }
}
