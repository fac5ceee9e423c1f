/// The name of a time zone as IANA writes it, such as `Asia/Shanghai`. Whether it exists is asked of the database,
/// which knows them all; offsets and abbreviations are refused because they forget summer time.
public struct TimeZoneName: TextValue {
    public static let expectation = "must be the name of a time zone (IANA), for example Asia/Shanghai"

    public let value: String

    public init?(_ text: String) {
        guard text.utf8.count <= 64, ["UTC", "GMT"].contains(text) || Self.isAreaAndPlace(text) else { return nil }
        value = text
    }

    private static func isAreaAndPlace(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count)
            && parts.allSatisfy { part in
                part.first?.isUppercase == true
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                            UInt8(ascii: "+"):
                            true
                        default: false
                        }
                    }
            }
    }
}
