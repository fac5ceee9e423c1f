import Crypto

/// One step of a schema, as written in a file that is never edited once it has been applied.
public struct Migration: Sendable, Equatable {
    public let version: Int
    public let name: String
    public let sql: [UInt8]

    public init(version: Int, name: String, sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// From an embedded resource: `Migration("V001_orders", PackageResources.V001_orders_sql)`. A name of another form
    /// has version 0, which the migrator refuses.
    public init(_ fileName: String, _ sql: [UInt8]) {
        let digits = fileName.dropFirst().prefix { $0 != "_" }
        let isWellFormed = fileName.first == "V" && digits.allSatisfy { $0.isASCII && $0.isNumber }
        self.init(version: isWellFormed ? Int(digits) ?? 0 : 0, name: fileName, sql: sql)
    }

    /// The version that a release must know to run after this step, from the line `-- contracts: V003_names`; 0 where the
    /// step only adds.
    ///
    /// A step that takes something away names the one that brought its replacement: whoever knows that one no longer
    /// needs what is gone.
    var required: Int {
        let line = String(decoding: sql, as: UTF8.self).firstMatch(of: /(?m)^\s*--\s*contracts:\s*V([0-9]+)_/)
        return line.flatMap { Int($0.1) } ?? 0
    }

    /// SHA-256, in hexadecimal.
    var checksum: String {
        let digest = Array(SHA256.hash(data: sql))
        return String(decoding: Hexadecimal.byteaText(digest).dropFirst(2), as: UTF8.self)
    }
}
