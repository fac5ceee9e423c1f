import Testing

/// Waits until `condition` holds; records an issue when it does not in time.
func eventually(
    within seconds: Double = 20,
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(comment ?? "it did not come to pass in \(seconds) s", sourceLocation: sourceLocation)
}
