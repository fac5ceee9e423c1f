/// One stretch of one weekday, in the location's own time zone. A night past twelve is two stretches.
struct OpeningHours: Equatable, Sendable {
    let day: Weekday
    let opens: TimeOfDay
    let closes: TimeOfDay

    init?(day: Weekday, opens: TimeOfDay, closes: TimeOfDay) {
        guard opens < closes else { return nil }
        self.day = day
        self.opens = opens
        self.closes = closes
    }
}

enum Weekday: String, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// "09:00" to "24:00", which is the end of the day and so may only close.
struct TimeOfDay: Comparable, Sendable, CustomStringConvertible {
    let minutes: Int

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = Self.twoDigits(bytes[0], bytes[1]), let minute = Self.twoDigits(bytes[3], bytes[4]),
            minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        minutes = hour * 60 + minute
    }

    var description: String {
        let hour = minutes / 60
        let minute = minutes % 60
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.minutes < b.minutes }

    private static func twoDigits(_ tens: UInt8, _ ones: UInt8) -> Int? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard digits.contains(tens), digits.contains(ones) else { return nil }
        return Int(tens - digits.lowerBound) * 10 + Int(ones - digits.lowerBound)
    }
}
