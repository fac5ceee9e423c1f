import JSON
import Testing

@Suite("Numbers in JSON")
struct NumberTests {
    @Test(
        "are integers only when written as such",
        arguments: [
            ("0", 0), ("-0", 0), ("-1", -1), ("2147483648", 2_147_483_648),
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e2", nil), ("1E0", nil),
            ("\"1\"", nil), ("true", nil), ("99999999999999999999999999", nil),
        ] as [(String, Int64?)]
    )
    func readsIntegers(text: String, value: Int64?) throws {
        #expect(try JSON.parse(Array(text.utf8)).int64 == value)
        if let value {
            #expect(try JSON.decode(Int64.self, from: Array(text.utf8)) == value)
        } else {
            #expect(throws: JSONError.self) { try JSON.decode(Int64.self, from: Array(text.utf8)) }
        }
    }

    @Test(
        "are doubles when they are finite",
        arguments: [("1.5", 1.5), ("1e2", 100), ("-0.0", 0), ("3", 3), ("1e400", nil), ("-1e400", nil), ("null", nil)]
            as [(String, Double?)]
    )
    func readsDoubles(text: String, value: Double?) throws {
        #expect(try JSON.parse(Array(text.utf8)).double == value)
    }

    @Test("come back as they were written", arguments: [0, 1, -1, 9, 10, 1_999, .max, .min] as [Int64])
    func writesIntegers(value: Int64) throws {
        #expect(JSON.string(value) == "\(value)")
        #expect(try JSON.decode(Int64.self, from: JSON.encode(value)) == value)
    }

    @Test(
        "come back as the same double",
        arguments: [0, -1.5, 0.1, 1e-7, 1e21, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    )
    func writesDoubles(value: Double) throws {
        #expect(try JSON.decode(Double.self, from: JSON.encode(value)) == value)
    }

    @Test("JSON has no infinity", arguments: [Double.infinity, -.infinity, .nan])
    func writesNull(value: Double) {
        #expect(JSON.string(value) == "null")
    }
}
