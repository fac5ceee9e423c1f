import Foundation
import Models

/// An IANA name that this machine knows; never an offset, which would be wrong half the year.
struct TimeZoneName: TextValue {
    static let expectation = "must be an IANA time zone such as Asia/Shanghai"
    private static let known = Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC", "GMT"])

    let value: String

    init?(_ value: String) {
        guard Self.known.contains(value) else { return nil }
        self.value = value
    }
}
