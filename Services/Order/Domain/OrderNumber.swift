/// The number people read out on the telephone: `7K3M-9Q2T`, unique, and telling nobody how many orders there are.
///
/// Made from a sequence by a Feistel network over 40 bits, which is a bijection: different positions never meet. The
/// letters are Crockford's, without I, L, O and U.
struct OrderNumber: Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(sequence: Int64) {
        let scrambled = Self.scrambled(UInt64(bitPattern: sequence) & 0xFF_FFFF_FFFF)
        var text: [UInt8] = []
        for position in (0..<8).reversed() {
            text.append(Self.letters[Int(scrambled >> UInt64(position * 5)) & 31])
            if position == 4 { text.append(UInt8(ascii: "-")) }
        }
        description = String(decoding: text, as: UTF8.self)
    }

    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let rounds: [UInt64] = [0x9E37_79B9, 0x85EB_CA6B, 0xC2B2_AE35, 0x27D4_EB2F]

    private static func scrambled(_ value: UInt64) -> UInt64 {
        var left = value >> 20
        var right = value & 0xF_FFFF
        for key in rounds {
            let mixed = ((right &+ key) &* 0x2545_F491_4F6C_DD1D) >> 40
            (left, right) = (right, (left ^ mixed) & 0xF_FFFF)
        }
        return left << 20 | right
    }
}
