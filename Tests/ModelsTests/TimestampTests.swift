import Models
import TestSupport
import Testing

@Suite("A moment in time")
struct TimestampTests {
    @Test(
        "reads and writes RFC 3339",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2026-01-31T12:00:00.123456Z", 1_769_860_800_123_456, "2026-01-31T12:00:00.123456Z"),
            ("2026-01-31T20:00:00+08:00", 1_769_860_800_000_000, "2026-01-31T12:00:00Z"),
            ("2026-01-31t12:00:00.5z", 1_769_860_800_500_000, "2026-01-31T12:00:00.500000Z"),
            ("2000-02-29T23:59:59.999999999Z", 951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
            ("1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(String, Int64, String)]
    )
    func reads(text: String, microseconds: Int64, written: String) throws {
        let time = try #require(Timestamp(text))

        #expect(time.microseconds == microseconds)
        #expect(time.description == written)
    }

    @Test(
        "refuses what is no moment",
        arguments: [
            "", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-06-30T23:59:60Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0800", "2026-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z",
            "26-01-01T00:00:00Z", "2026-1-1T00:00:00Z", "2026-01-01T00:00:00Zx", "+2026-01-01T00:00:00Z",
        ]
    )
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("comes back as it was written, whenever it was", arguments: 0..<4)
    func roundTrips(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<2_000 {
            let time = Timestamp(
                microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random)
            )

            #expect(Timestamp(time.description) == time)
        }
    }

    @Test("adds seconds and stops at the ends of time")
    func adds() {
        let time = Timestamp(microseconds: 0)

        #expect((time + 90).description == "1970-01-01T00:01:30Z")
        #expect((time - 1).description == "1969-12-31T23:59:59Z")
        #expect((time + 90).seconds(since: time) == 90)
        #expect((time + .max).description == "9999-12-31T23:59:59.999999Z")
        #expect((time + .min).description == "0001-01-01T00:00:00Z")
        #expect((time - .min).description == "9999-12-31T23:59:59.999999Z")
    }

    @Test("now is now")
    func now() throws {
        #expect(Timestamp.now > (try #require(Timestamp("2025-01-01T00:00:00Z"))))
    }
}
