/// RFC 3339, without Foundation's formatter, which costs more than all else in a small answer.
extension Timestamp: LosslessStringConvertible {
    /// `2026-01-31T12:00:00.123456Z` or with an offset; digits beyond microseconds are cut. A leap second (`:60`) is
    /// refused, since no clock here ever shows one.
    public init?(_ text: String) {
        var reader = TimestampReader(text)
        guard let time = reader.read() else { return nil }
        self = time
    }

    /// Year to second with UTC fields; `nil` when there is no such day or time.
    public init?(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        microsecond: Int = 0
    ) {
        guard let date = CivilDate(year: year, month: month, day: day), 0...23 ~= hour, 0...59 ~= minute,
            0...59 ~= second, 0...999_999 ~= microsecond
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(microsecond))
    }

    /// Always UTC; the fraction is left out when it is zero, else six digits.
    public var description: String {
        let (days, microsecondOfDay) = microseconds.flooredQuotientAndRemainder(by: 86_400_000_000)
        let date = CivilDate(daysSince1970: Int(days))
        let second = Int(microsecondOfDay / 1_000_000)
        let fraction = Int(microsecondOfDay % 1_000_000)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        text.append(date.year, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.append(date.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(date.day, digits: 2)
        text.append(UInt8(ascii: "T"))
        text.append(second / 3_600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(second / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(second % 60, digits: 2)
        if fraction > 0 {
            text.append(UInt8(ascii: "."))
            text.append(fraction, digits: 6)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension Int64 {
    fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
