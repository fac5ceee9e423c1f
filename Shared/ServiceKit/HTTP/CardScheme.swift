/// The issuer ranges of the card schemes: first six digits and allowed lengths.
struct CardScheme {
    let prefixes: ClosedRange<Int>
    let lengths: Set<Int>

    /// Whether a number of these digits may have been issued by a scheme; about one random number in four may.
    static func issues(_ digits: [UInt8]) -> Bool {
        guard digits.count >= 13 else { return false }
        let prefix = digits.prefix(6).reduce(0) { $0 * 10 + Int($1) }
        return all.contains { $0.prefixes.contains(prefix) && $0.lengths.contains(digits.count) }
    }

    private static let all: [CardScheme] = [
        CardScheme(prefixes: 400_000...499_999, lengths: [13, 16, 18, 19]),  // Visa
        CardScheme(prefixes: 510_000...559_999, lengths: [16]),  // Mastercard
        CardScheme(prefixes: 222_100...272_099, lengths: [16]),  // Mastercard
        CardScheme(prefixes: 340_000...349_999, lengths: [15]),  // American Express
        CardScheme(prefixes: 370_000...379_999, lengths: [15]),  // American Express
        CardScheme(prefixes: 300_000...305_999, lengths: [14, 16, 19]),  // Diners Club
        CardScheme(prefixes: 309_500...309_599, lengths: [14, 16, 19]),  // Diners Club
        CardScheme(prefixes: 360_000...369_999, lengths: [14, 16, 19]),  // Diners Club
        CardScheme(prefixes: 380_000...399_999, lengths: [14, 16, 19]),  // Diners Club
        CardScheme(prefixes: 352_800...358_999, lengths: [16, 17, 18, 19]),  // JCB
        CardScheme(prefixes: 601_100...601_199, lengths: [16, 19]),  // Discover
        CardScheme(prefixes: 644_000...659_999, lengths: [16, 19]),  // Discover, RuPay
        CardScheme(prefixes: 620_000...629_999, lengths: [16, 17, 18, 19]),  // UnionPay
        CardScheme(prefixes: 810_000...829_999, lengths: [16, 17, 18, 19]),  // UnionPay, RuPay
        CardScheme(prefixes: 220_000...220_499, lengths: [16, 17, 18, 19]),  // Mir
        CardScheme(prefixes: 500_000...509_999, lengths: [13, 14, 15, 16, 17, 18, 19]),  // Maestro, RuPay
        CardScheme(prefixes: 560_000...589_999, lengths: [13, 14, 15, 16, 17, 18, 19]),  // Maestro
        CardScheme(prefixes: 630_000...630_499, lengths: [13, 14, 15, 16, 17, 18, 19]),  // Maestro
        CardScheme(prefixes: 639_000...639_099, lengths: [13, 14, 15, 16, 17, 18, 19]),  // Maestro
        CardScheme(prefixes: 670_000...679_999, lengths: [13, 14, 15, 16, 17, 18, 19]),  // Maestro
    ]
}
