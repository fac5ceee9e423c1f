import Models
import TestSupport

@testable import ServiceKit

/// A saga in a world where answers get lost, peers say no, processes die, and one that was only slow wakes up after
/// another took its saga over.
struct SagaWorld: SimulatedWorld {
    enum Rarity: CaseIterable {
        case crashed, overtaken, overtakenAtPeer, lostAnswer, gaveUp, timedOut, wokenAtWork, succeeded, unwound
    }

    private(set) var trace: [String] = []
    private(set) var breach: String?
    private(set) var rarities: Set<Rarity> = []

    private let rules: SagaRules
    private var peers: SagaPeers
    private var row: SagaRow
    private var runs: [SagaRunOfInstance] = []
    private var runsSeen = 0
    private var now = Timestamp.noon
    private var random: SeededGenerator
    private static let leaseSeconds = 10

    init(seed: UInt64, bug: SagaBug?) {
        var random = SeededGenerator(seed: seed)
        let steps = (0..<Int.random(in: 1...5, using: &random)).map { index in
            SimulatedStep(name: "\(index)", rule: SagaStepRule(isSaved: random.chance(oneIn: 2), attemptsMax: 3))
        }
        rules = SagaRules(machine: SagaMachine(steps: steps), bug: bug)
        peers = SagaPeers(moods: steps.map { _ in random.pick(SagaPeers.Mood.allCases) ?? .even })
        self.random = random
        row = SagaRow(progress: SagaProgress(startingAt: .noon))
    }

    mutating func run() {
        var steps = 0
        while breach == nil, !(row.hasEnded && runs.isEmpty) {
            steps += 1
            if steps > 20_000 { return broken("never ended") }
            step(isRough: steps < 2_000)
        }
        guard breach == nil else { return }
        let wanted = row.progress.phase == .succeeded ? Set(rules.machine.steps.indices) : []
        if peers.effects != wanted {
            broken("ended \(row.progress.phase), and \(peers.effects.sorted()) stand at the peers")
        }
    }

    /// - Parameter isRough: Afterwards the world is kind, so that every saga can end.
    private mutating func step(isRough: Bool) {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<12: if let run = random.pick(runs.indices) { work(run, isRough: isRough) }
        case 12, 13: claim()
        case 14 where isRough: if let run = random.pick(runs.indices), random.chance(oneIn: 3) { crash(run) }
        case 15: wake()
        default: now = now + Int.random(in: 1...8, using: &random)
        }
    }

    /// An instance finds the saga due, and nobody's.
    private mutating func claim() {
        guard !row.hasEnded, row.leaseUntil < now, row.progress.runAt <= now else { return }
        if row.owner != nil { rarities.insert(.overtaken) }
        runsSeen += 1
        row.token += 1
        row.owner = runsSeen
        row.leaseUntil = now + Self.leaseSeconds
        say("\(runsSeen) claims at step \(row.progress.step), \(row.progress.phase)")
        let run = SagaRunOfInstance(
            name: runsSeen,
            token: row.token,
            wakes: row.wakes,
            progress: rules.found(row.progress)
        )
        runs.append(run.going(by: rules, .taken, now: now))
    }

    private mutating func crash(_ index: Int) {
        say("\(runs[index].name) crashes")
        rarities.insert(.crashed)
        runs.remove(at: index)
    }

    private mutating func wake() {
        guard !row.hasEnded else { return }
        row.wakes += 1
        row.progress.runAt = min(row.progress.runAt, now)
        if row.owner != nil { rarities.insert(.wokenAtWork) }
    }

    /// One command of one instance.
    private mutating func work(_ index: Int, isRough: Bool) {
        guard let command = runs[index].commands.popFirst() else { return _ = runs.remove(at: index) }
        say("\(runs[index].name) \(command)")
        switch command {
        case .run(let step): go(index, with: ask(step, by: runs[index], isRough: isRough))
        case .undo(let step): go(index, with: undo(step, by: runs[index], isRough: isRough))
        case .save: write(index) { $0.leaseUntil = $1 + Self.leaseSeconds }
        case .rest:
            let wakes = runs[index].wakes
            write(index) { row, now in
                if row.wakes != wakes { row.progress.runAt = now }
                row.letGo()
            }
        case .end: end(index)
        }
    }

    private mutating func go(_ index: Int, with event: SagaEvent) {
        say("  \(event)")
        runs[index] = runs[index].going(by: rules, event, now: now)
        switch runs[index].progress.refusal?.problem.type {
        case "gave-up": rarities.insert(.gaveUp)
        case "timed-out": rarities.insert(.timedOut)
        default: break
        }
    }

    /// Fenced by the token: what an overtaken instance writes does not happen, and its run is over.
    private mutating func write(_ index: Int, _ change: (inout SagaRow, Timestamp) -> Void) {
        guard runs[index].token == row.token && !row.hasEnded || rules.bug == .leaseNotChecked else {
            say("  lease lost")
            return _ = runs.remove(at: index)
        }
        row.progress = runs[index].progress
        change(&row, now)
    }

    private mutating func end(_ index: Int) {
        let hadEnded = row.hasEnded
        write(index) { row, _ in
            row.hasEnded = true
            row.letGo()
        }
        guard row.hasEnded else { return }
        if hadEnded && rules.bug == .leaseNotChecked { return broken("ended twice") }
        rarities.insert(row.progress.phase == .succeeded ? .succeeded : .unwound)
        if !row.progress.phase.isEnded { broken("ended while \(row.progress.phase)") }
    }
}

extension SagaWorld {
    private mutating func ask(_ step: Int, by run: SagaRunOfInstance, isRough: Bool) -> SagaEvent {
        if run.token != row.token || row.hasEnded { rarities.insert(.overtakenAtPeer) }
        if run.token == row.token && !row.hasEnded && peers.undone.contains(step) {
            broken("step \(step) runs after it was undone")
        }
        switch isRough ? peers.fate(of: step, drawing: Int.random(in: 0..<20, using: &random)) : 19 {
        case 0 where !peers.effects.contains(step): return .refused(.notPossible)
        case 1: return .unknown
        case 2:
            rarities.insert(.lostAnswer)
            _ = peers.run(step)
            return .unknown
        case 3 where !peers.effects.contains(step): return .paused(timeoutSeconds: 60, pollSeconds: 15)
        default: return peers.run(step) ? .finished : .refused(.notPossible)
        }
    }

    private mutating func undo(_ step: Int, by run: SagaRunOfInstance, isRough: Bool) -> SagaEvent {
        switch isRough ? Int.random(in: 0..<10, using: &random) : 9 {
        case 0: return .undoFailed
        case 1:
            peers.undo(step)
            return .undoFailed
        default:
            peers.undo(step)
            return .undone
        }
    }

    private mutating func say(_ line: String) { trace.append(line) }

    private mutating func broken(_ promise: String) {
        if breach == nil { breach = promise }
        say("BROKEN: \(promise)")
    }
}
