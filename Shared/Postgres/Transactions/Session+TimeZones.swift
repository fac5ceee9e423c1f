public import Models
import Synchronization

/// Zones of which the server has said that there are. To answer it reads the files of all six hundred, some 30 ms.
private let knownTimeZones = Mutex<Set<TimeZoneName>>([])

extension Session {
    /// Whether there is such a zone. The server knows every one there is, and how it is spelt.
    public func knows(_ timeZone: TimeZoneName) throws -> Bool {
        if knownTimeZones.withLock({ $0.contains(timeZone) }) { return true }
        guard try !query("SELECT FROM pg_timezone_names WHERE name = \(timeZone)").isEmpty else { return false }
        knownTimeZones.withLock { _ = $0.insert(timeZone) }
        return true
    }
}
