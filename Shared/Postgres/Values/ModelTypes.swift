public import Models
import Synchronization

extension PostgresBindable where Self: TextValue {
    public var postgresParameter: PostgresParameter { .text(value) }
}

extension PostgresReadable where Self: TextValue {
    public init?(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension SKU: PostgresConvertible {}
extension CouponCode: PostgresConvertible {}
extension ChannelID: PostgresConvertible {}
extension LocationID: PostgresConvertible {}
extension CountryCode: PostgresConvertible {}
extension LanguageTag: PostgresConvertible {}
extension TimeZoneName: PostgresConvertible {}

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

extension ChannelType: PostgresConvertible {}
extension ServiceName: PostgresConvertible {}

/// Fits `uuid` columns and `text` ones.
extension ID: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(description) }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension Currency: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(code) }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension Quantity: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(Int64(value)) }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard let value = Int(postgresText: text) else { return nil }
        self.init(value)
    }
}
