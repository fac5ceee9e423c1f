/// The number people read out on the telephone: `7K3M-9Q2T`, unique, and telling nobody how many orders there are.
///
/// Made from a sequence by a Feistel network over 40 bits, which is a bijection: different positions never meet, and each is
/// found again from its number. The letters are Crockford's, without I, L, O and U.
struct OrderNumber: Hashable, Sendable, CustomStringConvertible {
    /// The position in the sequence, modulo 2⁴⁰.
    let sequence: Int64

    init(sequence: Int64) {
        self.sequence = sequence & 0xFF_FFFF_FFFF
    }

    /// Nil for what no order is called.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 9, bytes[4] == UInt8(ascii: "-") else { return nil }
        var scrambled: UInt64 = 0
        for byte in bytes.prefix(4) + bytes.suffix(4) {
            guard let digit = Self.letters.firstIndex(of: byte) else { return nil }
            scrambled = scrambled << 5 | UInt64(digit)
        }
        sequence = Int64(Self.unscrambled(scrambled))
    }

    var description: String {
        let scrambled = Self.scrambled(UInt64(sequence))
        var text: [UInt8] = []
        for position in (0..<8).reversed() {
            text.append(Self.letters[Int(scrambled >> UInt64(position * 5)) & 31])
            if position == 4 { text.append(UInt8(ascii: "-")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let rounds: [UInt64] = [0x9E37_79B9, 0x85EB_CA6B, 0xC2B2_AE35, 0x27D4_EB2F]

    private static func mixed(_ half: UInt64, _ key: UInt64) -> UInt64 {
        (((half &+ key) &* 0x2545_F491_4F6C_DD1D) >> 40) & 0xF_FFFF
    }

    private static func scrambled(_ value: UInt64) -> UInt64 {
        var (left, right) = (value >> 20, value & 0xF_FFFF)
        for key in rounds { (left, right) = (right, left ^ mixed(right, key)) }
        return left << 20 | right
    }

    private static func unscrambled(_ value: UInt64) -> UInt64 {
        var (left, right) = (value >> 20, value & 0xF_FFFF)
        for key in rounds.reversed() { (left, right) = (right ^ mixed(left, key), left) }
        return left << 20 | right
    }
}
