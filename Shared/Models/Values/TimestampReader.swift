/// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)` and nothing else.
struct TimestampReader {
    private let text: [UInt8]
    private var offset = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    mutating func read() -> Timestamp? {
        guard (20...40).contains(text.count),
            let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2), take("T") || take("t"),
            let hour = number(digits: 2), take(":"), let minute = number(digits: 2), take(":"),
            let second = number(digits: 2), let fraction = fraction(), let offsetSeconds = zone(),
            offset == text.count,
            let local = Timestamp(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second,
                microsecond: fraction
            )
        else { return nil }
        return local - offsetSeconds
    }

    private mutating func number(digits: Int) -> Int? {
        guard offset + digits <= text.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            guard text[offset].isDigit else { return nil }
            value = value * 10 + Int(text[offset] - UInt8(ascii: "0"))
            offset += 1
        }
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < text.count, text[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Microseconds; 0 when there is no fraction, `nil` when a point has no digits after it.
    private mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        let start = offset
        var value = 0
        while offset < text.count, text[offset].isDigit {
            if offset - start < 6 { value = value * 10 + Int(text[offset] - UInt8(ascii: "0")) }
            offset += 1
        }
        guard offset > start else { return nil }
        for _ in (offset - start)..<max(6, offset - start) { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    private mutating func zone() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), take(":"), let minutes = number(digits: 2),
            0...23 ~= hours, 0...59 ~= minutes
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
