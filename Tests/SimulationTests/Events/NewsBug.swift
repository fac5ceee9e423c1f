/// Rules of telling and hearing as somebody might get them wrong.
enum NewsBug: CaseIterable {
    /// The relay reads on from the last number it saw, though numbers are drawn before they commit.
    case cursorOverPositions
    case unansweredTakenForTold
    /// The relay tells an event whose predecessor was refused.
    case goesPastRefusal
    /// The hearer applies an event whose predecessor it refused.
    case appliesPastRefusal
    /// The id is recorded in a transaction of its own, before the effect.
    case markBeforeEffect
    /// The id is recorded in a transaction of its own, after the effect.
    case markAfterEffect
}
