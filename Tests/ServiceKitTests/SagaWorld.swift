import Models

@testable import ServiceKit

/// A saga in a world where answers get lost, peers say no and the process dies, all drawn from a seed: a failing seed
/// replays exactly.
struct SagaWorld {
    let machine: SagaMachine
    private(set) var progress: SagaProgress
    /// Steps whose effect stands at their peers.
    private(set) var effects: Set<Int> = []
    private(set) var ranAfterUndo = false

    private var saved: SagaProgress
    private var undone: Set<Int> = []
    private var now = Timestamp(microseconds: 0)
    private var random: SagaDice

    init(seed: UInt64) {
        random = SagaDice(state: seed &+ 1)
        let count = Int.random(in: 1...5, using: &random)
        let steps = (0..<count).map { [dice = random] index in
            StubStep("\(index)", isSaved: (dice.state >> UInt64(index)) & 1 == 0, attemptsMax: 3)
        }
        machine = SagaMachine(steps: steps)
        progress = SagaProgress(startingAt: now)
        saved = progress
    }

    mutating func runToTheEnd() {
        for _ in 0..<5_000 where !progress.phase.isEnded {
            runUntilRest()
            now = now + 20
        }
    }

    /// One run of one instance: until the saga rests or ends, or the process dies.
    private mutating func runUntilRest() {
        var event = SagaEvent.taken
        var isAtWork = true
        while isAtWork {
            let (next, commands) = machine.next(progress, event, now: now, jitter: 0.5)
            progress = next
            isAtWork = false
            for command in commands {
                if chance(8) {
                    // What was in memory is gone; the row is found by another instance.
                    progress = asFound(saved)
                    return
                }
                switch command {
                case .save, .end: saved = progress
                case .run(let step): (event, isAtWork) = (run(step), true)
                case .undo(let step): (event, isAtWork) = (undo(step), true)
                case .rest:
                    saved = progress
                    progress = asFound(saved)
                }
            }
        }
    }

    /// A row does not say how far its saga had got beyond the step it names.
    private func asFound(_ row: SagaProgress) -> SagaProgress {
        var found = row
        found.begun = max(0, row.step)
        return machine.recovered(found)
    }

    private mutating func run(_ step: Int) -> SagaEvent {
        if undone.contains(step) { ranAfterUndo = true }
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return .refused(.timedOut(step: "\(step)"))
        case 1: return .unknown
        case 2:
            effects.insert(step)
            return .unknown
        case 3: return .paused(timeoutSeconds: 60, pollSeconds: 15)
        default:
            effects.insert(step)
            return .finished
        }
    }

    private mutating func undo(_ step: Int) -> SagaEvent {
        undone.insert(step)
        guard !chance(5) else { return .undoFailed }
        effects.remove(step)
        return .undone
    }

    private mutating func chance(_ oneIn: Int) -> Bool {
        Int.random(in: 0..<oneIn, using: &random) == 0
    }
}

/// SplitMix64.
struct SagaDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
