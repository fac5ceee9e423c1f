import Foundation

/// When callers of an open-loop load begin: they come when they come, whether or not earlier ones have been served.
///
/// Independent people arrive at random, so the gaps are exponential; the same seed gives the same arrivals.
struct Arrivals: Sendable, Sequence, IteratorProtocol {
    private let perSecond: Double
    private let untilSeconds: Double
    private var atSeconds = 0.0
    private var generator: SplitMix

    init(perSecond: Double, seconds: Double, seed: UInt64 = 1) {
        self.perSecond = perSecond
        untilSeconds = seconds
        generator = SplitMix(seed: seed)
    }

    /// Seconds after the start; nil once the time is over.
    mutating func next() -> Double? {
        guard perSecond > 0 else { return nil }
        atSeconds -= log(1 - Double.random(in: 0..<1, using: &generator)) / perSecond
        return atSeconds < untilSeconds ? atSeconds : nil
    }
}

/// A small generator with a seed, for choices that a second run should repeat (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
