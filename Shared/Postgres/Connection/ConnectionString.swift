import CLibpq
import Glibc

/// The keywords with which a connection is opened.
///
/// Our defaults stand before the caller's connection string, so whatever the caller states wins; only `options` is
/// joined, because the server takes one.
struct ConnectionString {
    private let keywords: [(name: String, value: String)]

    init(_ configuration: PostgresConfiguration, password: String?) {
        let stated = Self.statedOptions(in: configuration.conninfo)
        keywords = [
            ("connect_timeout", String(max(2, configuration.connectTimeoutSeconds))),
            ("tcp_user_timeout", String((configuration.statementTimeoutSeconds + 5) * 1000)),
            ("keepalives_idle", "5"),
            ("keepalives_interval", "2"),
            ("keepalives_count", "3"),
            ("application_name", configuration.applicationName),
            ("client_encoding", "UTF8"),
            ("dbname", configuration.conninfo),
            ("password", password ?? ""),
            ("options", Self.options(configuration) + " " + stated),
        ]
    }

    /// Nil only when libpq has no memory; whether the connection is good, its status says.
    func connect() -> OpaquePointer? {
        withCStrings(keywords.map(\.name)) { names in
            withCStrings(keywords.map(\.value)) { values in
                PQconnectdbParams(names, values, 1)
            }
        }
    }

    private static func options(_ configuration: PostgresConfiguration) -> String {
        var settings = [
            ("statement_timeout", "\(configuration.statementTimeoutSeconds)s"),
            ("lock_timeout", "\(configuration.lockTimeoutSeconds)s"),
            ("idle_in_transaction_session_timeout", "\(configuration.idleInTransactionTimeoutSeconds)s"),
            // The one form in which timestamps are parsed.
            ("DateStyle", "ISO"),
            ("TimeZone", "UTC"),
            ("bytea_output", "hex"),
            ("jit", "off"),
        ]
        if configuration.plans == .byIndex {
            // Every statement of a service reaches its rows by an index. Left to its estimates, the planner scans a table
            // that was empty when the plan was made and goes on scanning when it has grown: an order's four updates by
            // key cost 1.7 ms that way, and 0.1 ms this way.
            settings += [
                ("enable_seqscan", "off"),
                ("enable_hashjoin", "off"),
                ("enable_mergejoin", "off"),
                ("plan_cache_mode", "force_generic_plan"),
            ]
        }
        if !configuration.schema.isEmpty {
            let quoted = configuration.schema.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            settings.append(("search_path", "\"\(quoted)\""))
        }
        return settings.map { "-c \($0)=\(escaped($1))" }.joined(separator: " ")
    }

    /// White space would end the option.
    private static func escaped(_ value: String) -> String {
        value.map { $0 == "\\" || $0.isWhitespace ? "\\\($0)" : String($0) }.joined()
    }

    private static func statedOptions(in conninfo: String) -> String {
        guard let parsed = PQconninfoParse(conninfo, nil) else { return "" }
        defer { PQconninfoFree(parsed) }
        var option = parsed
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "options", let value = option.pointee.val { return String(cString: value) }
            option += 1
        }
        return ""
    }
}

/// A NULL-terminated array of C strings, valid during `body`.
private func withCStrings<R>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
        // Never empty: it holds at least the terminator.
        buffer.baseAddress.map(body) ?? body([nil])
    }
}
