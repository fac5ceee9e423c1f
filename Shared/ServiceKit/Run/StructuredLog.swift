import Glibc
import JSON
import Logging
import Models
import Synchronization

/// Logs as lines on standard error: JSON for machines, or one readable line for a person at a terminal.
struct StructuredLog: LogHandler {
    enum Format: String {
        case json, text
    }

    let service: String
    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    /// Held while a line is written, so that lines of several threads never mix.
    private static let output = Mutex(())

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let line =
            switch format {
            case .json: json(event.level, "\(event.message)", details)
            case .text: text(event.level, "\(event.message)", details)
            }
        Self.output.withLock { _ in Self.write(line + [UInt8(ascii: "\n")]) }
    }

    /// Gives up where nobody reads any more; a log must not end the service.
    private static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || count < 0 && errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    private func json(
        _ level: Logger.Level,
        _ message: String,
        _ details: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("time", Timestamp.now)
            json.field("level", level.rawValue)
            json.field("service", service)
            json.field("message", message)
            for (key, value) in details { json.field(dynamic: key, "\(value)") }
        }
        return json.bytes
    }

    private func text(
        _ level: Logger.Level,
        _ message: String,
        _ details: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        let rest = details.map { " \($0.key)=\($0.value)" }.joined()
        return Array("\(level.rawValue) \(message)\(rest)".utf8)
    }
}
