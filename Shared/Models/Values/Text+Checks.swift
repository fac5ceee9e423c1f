extension Unicode.Scalar {
    /// Neither control, format, surrogate, private use nor unassigned; line and paragraph separators count as control.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension String {
    var isPrintableASCII: Bool {
        utf8.allSatisfy { UInt8(ascii: " ")...UInt8(ascii: "~") ~= $0 }
    }

    /// Whether the text is in Unicode normal form C already.
    var isInNormalForm: Bool {
        var span = utf8Span
        return span.isKnownASCII || span.checkForNFC(quickCheck: false)
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    var isLowercaseLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
    var isLetter: Bool { (self | 0x20).isLowercaseLetter }
}
