import CLibpq

extension ServerFailure {
    /// Nil when the error is libpq's own and not the server's: then there is no SQLSTATE.
    init?(_ result: ResultHandle) {
        guard let state = result.errorField(Int32(UInt8(ascii: "C"))) else { return nil }
        self.init(
            sqlState: SQLState(rawValue: state),
            message: result.errorField(Int32(UInt8(ascii: "M"))) ?? "",
            constraint: result.errorField(Int32(UInt8(ascii: "n"))),
            table: result.errorField(Int32(UInt8(ascii: "t"))),
            column: result.errorField(Int32(UInt8(ascii: "c")))
        )
    }

    /// "prepared statement does not exist" (someone discarded them), or "cached plan must not change result type"
    /// (the table changed).
    var isAboutPlan: Bool { sqlState == .invalidStatementName || sqlState == .featureNotSupported }
}

extension ResultHandle {
    /// `PG_DIAG_…` of postgres_ext.h, which Swift cannot see because they are character macros.
    func errorField(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { String(cString: $0) }
    }

    var isFatal: Bool { Self.isFatal(pointer) }

    /// The session is over. By the field that is never translated.
    static func isFatal(_ result: OpaquePointer) -> Bool {
        guard let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))) else { return false }
        return severity[0] == CChar(bitPattern: UInt8(ascii: "F"))
            || severity[0] == CChar(bitPattern: UInt8(ascii: "P"))
    }
}
