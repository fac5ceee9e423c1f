public import Models

/// Fits `timestamptz`; `infinity` and years beyond 9999 are refused.
extension Timestamp: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(description) }

    /// `2026-01-31 12:00:00.123456+00`, in the one form that the connection's settings leave.
    public init?(postgresText text: UnsafeRawBufferPointer) {
        var text = text
        if text.count > 19, text.suffix(3).elementsEqual("+00".utf8) {
            text = UnsafeRawBufferPointer(rebasing: text.dropLast(3))
        }
        guard 19...26 ~= text.count, let date = CivilDate(postgresText: .init(rebasing: text.prefix(10))),
            let hour = text.number(at: 11), let minute = text.number(at: 14), let second = text.number(at: 17)
        else { return nil }
        // Trailing zeros of the fraction are not sent.
        var microsecond = 0
        if text.count > 19 {
            for index in 20..<26 {
                microsecond *= 10
                if index < text.count { microsecond += Int(text[index]) - 48 }
            }
        }
        self.init(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: hour,
            minute: minute,
            second: second,
            microsecond: microsecond
        )
    }
}

/// Fits `date`.
extension CivilDate: PostgresConvertible {
    public var postgresParameter: PostgresParameter {
        .text([Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: "-"))
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard text.count == 10, let century = text.number(at: 0), let year = text.number(at: 2),
            let month = text.number(at: 5), let day = text.number(at: 8)
        else { return nil }
        self.init(year: century * 100 + year, month: month, day: day)
    }
}

extension UnsafeRawBufferPointer {
    /// Two digits.
    fileprivate func number(at index: Int) -> Int? {
        guard index + 1 < count, 48...57 ~= self[index], 48...57 ~= self[index + 1] else { return nil }
        return Int(self[index] - 48) * 10 + Int(self[index + 1] - 48)
    }
}
