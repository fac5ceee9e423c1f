import Foundation

/// Percent escapes of URLs (RFC 3986 §2.1).
public enum PercentEncoding {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )

    /// Escapes everything but the unreserved characters, for a path segment or a query value.
    public static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// Nil where an escape is not one, where the bytes are not UTF-8, and for a NUL, which Postgres can't hold.
    static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        var decoded: String? = String(text)
        if text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) {
            let spaced =
                plusIsSpace
                ? text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: " ") : String(text)
            decoded = spaced.removingPercentEncoding
        }
        guard let decoded, !decoded.utf8.contains(0) else { return nil }
        return decoded
    }
}
