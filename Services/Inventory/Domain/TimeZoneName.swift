import Foundation

/// An IANA name ("Asia/Shanghai") that this machine knows; never an offset, which would be wrong half the year.
struct TimeZoneName: Equatable, Sendable {
    let value: String

    init?(_ value: String) {
        guard Self.known.contains(value) else { return nil }
        self.value = value
    }

    private static let known = Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC", "GMT"])
}
