/// Something a service does by itself for as long as it runs. The runner owns its task, cancels it on shutdown and
/// waits for its end.
public protocol Worker: Sendable {
    var name: String { get }

    /// Returns when cancelled. An error that escapes ends the service, since the work would silently stand still.
    func run() async throws
}
