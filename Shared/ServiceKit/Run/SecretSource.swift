import Logging

/// Gives out a service's secrets so that each is kept up with, and shows operators which ones a replica uses.
public struct SecretSource: Sendable {
    let configuration: ServiceConfiguration
    let metrics: MetricsRegistry
    let logger: Logger

    /// A secret that is read again when its file changes; nil where there is none.
    /// - Parameter read: Makes the value from the text, or throws.
    public func watched<Value: Sendable>(
        _ key: String,
        read: @escaping @Sendable (String) throws -> Value
    ) throws -> WatchedSecret<Value>? {
        guard let text = try configuration.secret(key) else { return nil }
        guard let path = configuration.string(key + ".file") else { return WatchedSecret(try read(text)) }
        let secret = try WatchedSecret(path: path, logger: logger) { text in
            try read(text.trimmed)
        }
        show(secret, named: key)
        return secret
    }

    /// A secret of which several are good while it is being exchanged: one a line, the first is used first.
    public func several(_ key: String) throws -> WatchedSecret<[String]>? {
        try watched(key) { text in
            let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed)
            let secrets = lines.filter { !$0.isEmpty }
            guard !secrets.isEmpty else { throw ServiceConfiguration.Invalid(description: "\(key) is empty") }
            return secrets
        }
    }

    func signingKey(_ key: String) throws -> WatchedSecret<SigningKey>? {
        try watched(key) { text in
            guard let signing = SigningKey(text: text) else {
                throw ServiceConfiguration.Invalid(description: "\(key) is not a signing key")
            }
            return signing
        }
    }

    /// The next step of a rotation may follow when every replica shows that it uses the file of the step before.
    private func show<Value>(_ secret: WatchedSecret<Value>, named key: String) {
        metrics.gauges {
            guard let time = secret.lookAgain().fileSeconds else { return [] }
            return [
                Gauge(
                    "emporia_secret_file_timestamp_seconds",
                    help: "When the file was written that the secret in use was read from.",
                    labels: [("secret", key)],
                    value: time
                )
            ]
        }
    }
}
