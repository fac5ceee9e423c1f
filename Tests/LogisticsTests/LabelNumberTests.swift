import Testing

@testable import LogisticsService

@Suite("The number on a label")
struct LabelNumberTests {
    @Test(
        "LOG-06 of a postal item has the check digit of UPU S10",
        arguments: [(47_312_482, 9), (12_345_678, 5), (0, 5), (99_999_999, 5), (8, 0)]
    )
    func s10(serial: Int, digit: Int) {
        #expect(S10Number.checkDigit(of: serial.digits(count: 8)) == digit)
    }

    @Test("LOG-06 of a postal item is written as the posts write it")
    func s10Form() {
        #expect(S10Number(service: "RA", serial: 47_312_482, country: "CN")?.description == "RA473124829CN")
        #expect(S10Number(service: "RR", serial: 0, country: "CN")?.description == "RR000000005CN")
        #expect(S10Number("RA473124829CN") != nil)
    }

    @Test(
        "LOG-06 with one digit wrong, two exchanged, or another form is not one",
        arguments: [
            "RA473124820CN", "RA473124892CN", "RA743124829CN", "RA473124829C1", "ra473124829CN", "RA4731248290CN", "",
            "RA+73124829CN", "RA47312482９CN",
        ]
    )
    func badS10(text: String) {
        #expect(S10Number(text) == nil)
    }

    @Test("LOG-06 every digit of a postal number is guarded: changing it changes the check")
    func s10Detects() throws {
        let valid = Array("RR473124829CN")
        for index in 2..<10 {
            for digit in "0123456789" where digit != valid[index] {
                var changed = valid
                changed[index] = digit
                #expect(S10Number(String(changed)) == nil, "\(String(changed))")
            }
        }
    }

    @Test("LOG-06 of a parcel has the check digit of GS1")
    func sscc() {
        #expect(SSCC("106141411234567897") != nil)
        #expect(SSCC(prefix: "10614141", serial: 123_456_789)?.description == "106141411234567897")
        #expect(SSCC(prefix: "04012345", serial: 0)?.description.count == 18)
    }

    @Test(
        "LOG-06 of a parcel is nothing else",
        arguments: ["106141411234567890", "10614141123456789", "1061414112345678970", "10614141123456789X", ""]
    )
    func badSSCC(text: String) {
        #expect(SSCC(text) == nil)
    }

    @Test("a serial that does not fit makes no number instead of a cut one")
    func overflow() {
        #expect(SSCC(prefix: "04012345", serial: 1_000_000_000) == nil)
        #expect(S10Number(service: "RR", serial: 100_000_000, country: "CN") == nil)
        #expect(S10Number(service: "RR", serial: -1, country: "CN") == nil)
    }
}
