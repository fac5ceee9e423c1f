internal import Crypto
public import Models

/// Signs a message between two machines that share a secret, such as a payment provider and its merchant.
///
/// The signature covers method, path, time and body, so a message can be neither changed, nor sent elsewhere, nor
/// replayed after the window: `Emporia-Signature: t=1767225600,v1=<HMAC-SHA256 in hex>`.
///
/// While the secret is being exchanged several are good: the first signs, each of them verifies.
public struct MessageSignature: Sendable {
    public static let header = "Emporia-Signature"
    public static let windowSeconds: Int64 = 300

    /// Known to everybody, hence good for a simulator alone.
    public static let developmentSecret = "emporia-development-provider-secret"

    private let secrets: WatchedSecret<[String]>

    public init(secret: String) {
        self.init(WatchedSecret([secret]))
    }

    /// - Parameter secrets: At least one.
    public init(_ secrets: WatchedSecret<[String]>) {
        self.secrets = secrets
    }

    /// The header value for a message sent now.
    public func signing(_ method: String, _ path: String, body: [UInt8], at now: Timestamp) -> String {
        let seconds = now.microseconds / 1_000_000
        let key = Self.key(secrets.value.first ?? "")
        let code = HMAC<SHA256>.authenticationCode(for: Self.message(method, path, body, seconds), using: key)
        return "t=\(seconds),v1=" + Self.hex(code)
    }

    /// Whether the header is ours, for this message, and not older (or newer) than the window.
    public func verifies(_ header: String, _ method: String, _ path: String, body: [UInt8], at now: Timestamp) -> Bool {
        let parts = header.split(separator: ",", omittingEmptySubsequences: false)
        // In the one form in which it is written, so not `t=+17`.
        guard parts.count == 2, parts[0].hasPrefix("t="), parts[1].hasPrefix("v1="),
            let seconds = Int64(parts[0].dropFirst(2)), parts[0] == "t=\(seconds)",
            let code = Self.bytes(ofHex: parts[1].dropFirst(3))
        else { return false }
        let age = (now.microseconds / 1_000_000).subtractingReportingOverflow(seconds)
        guard !age.overflow, age.partialValue.magnitude <= Self.windowSeconds.magnitude else { return false }
        let message = Self.message(method, path, body, seconds)
        return Self.verifies(code, message, secrets.value) || Self.verifies(code, message, secrets.lookAgain().value)
    }

    private static func verifies(_ code: [UInt8], _ message: [UInt8], _ secrets: [String]) -> Bool {
        secrets.contains { secret in
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key(secret))
        }
    }

    private static func key(_ secret: String) -> SymmetricKey { SymmetricKey(data: Array(secret.utf8)) }

    private static func message(_ method: String, _ path: String, _ body: [UInt8], _ seconds: Int64) -> [UInt8] {
        Array("\(seconds).\(method) \(path).".utf8) + body
    }

    private static func hex(_ code: HMAC<SHA256>.MAC) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(ofHex text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap(digit)
        guard digits.count == text.utf8.count, digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension SecretSource {
    /// The signature shared with the payment provider, from `provider.secret`.
    public func providerSignature() throws -> MessageSignature {
        MessageSignature(try several("provider.secret") ?? WatchedSecret([MessageSignature.developmentSecret]))
    }
}
