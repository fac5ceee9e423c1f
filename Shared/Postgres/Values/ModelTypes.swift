public import Models

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
