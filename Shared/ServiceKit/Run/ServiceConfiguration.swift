public import Configuration
import FoundationEssentials

/// A service's settings, from the environment: `http.port` is read from `EMPORIA_HTTP_PORT`.
///
/// Every setting has a default that works locally and a line in the README. Secrets come from a variable or, better,
/// from the file that the variable with `_FILE` behind it names; never from the command line.
public struct ServiceConfiguration: Sendable {
    private let reader: ConfigReader

    public struct Invalid: Error, CustomStringConvertible {
        public let description: String
    }

    public init(reader: ConfigReader) {
        self.reader = reader
    }

    public static func environment() -> ServiceConfiguration {
        ServiceConfiguration(reader: ConfigReader(provider: EnvironmentVariablesProvider()).scoped(to: "emporia"))
    }

    /// Settings given as values, as in tests: `["http.port": "0"]`.
    public init(_ values: [String: String]) {
        let pairs = values.map { key, value in (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(stringLiteral: value)) }
        reader = ConfigReader(provider: InMemoryProvider(values: Dictionary(pairs, uniquingKeysWith: { $1 })))
    }

    public func string(_ key: String) -> String? {
        reader.string(forKey: ConfigKey(key))
    }

    public func string(_ key: String, default fallback: String) -> String {
        string(key) ?? fallback
    }

    /// - Throws: `Invalid` where the setting is not a whole number, or too small.
    public func int(_ key: String, default fallback: Int, atLeast least: Int = .min) throws -> Int {
        guard let text = string(key) else { return fallback }
        guard let value = Int(text) else { throw invalid(key, "must be a whole number, not \"\(text)\"") }
        guard value >= least else { throw invalid(key, "must be at least \(least), not \(value)") }
        return value
    }

    /// A length of time in seconds, fractions allowed.
    public func seconds(_ key: String, default fallback: Double) throws -> Double {
        guard let text = string(key) else { return fallback }
        guard let value = Double(text), value >= 0, value.isFinite else {
            throw invalid(key, "must be a number of seconds, not \"\(text)\"")
        }
        return value
    }

    public func bool(_ key: String, default fallback: Bool) throws -> Bool {
        guard let text = string(key) else { return fallback }
        guard let value = Bool(text) else { throw invalid(key, "must be true or false, not \"\(text)\"") }
        return value
    }

    /// A secret from its variable or from the file that `…_FILE` names; the file wins.
    public func secret(_ key: String) throws -> String? {
        guard let path = string(key + ".file") else { return reader.string(forKey: ConfigKey(key), isSecret: true) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw invalid(key + ".file", "names a file that can't be read")
        }
        return text.trimmed
    }

    /// - Throws: `Invalid`, naming the variable, where the secret is missing.
    public func requiredSecret(_ key: String) throws -> String {
        guard let secret = try secret(key), !secret.isEmpty else { throw invalid(key, "is required") }
        return secret
    }

    private func invalid(_ key: String, _ reason: String) -> Invalid {
        let variable = "EMPORIA_" + key.uppercased().replacing(".", with: "_")
        return Invalid(description: "\(variable) \(reason)")
    }
}

extension StringProtocol {
    /// Without the space around it, such as the line break at the end of a file.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
