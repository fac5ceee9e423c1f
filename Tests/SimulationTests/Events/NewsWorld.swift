import Models
import TestSupport

@testable import ServiceKit

/// A speaker with two instances and two hearers, in a world where messages come late, twice or never, answers get lost,
/// transactions commit out of the order of their numbers, and processes die or wake up late.
struct NewsWorld: SimulatedWorld {
    enum Rarity: CaseIterable {
        case lateCommit, refused, oneByOne, waitedBehind, lostAnswer, cameLate, cameTwice, hearerCrashed, relayCrashed
        case leaseLost
    }

    private(set) var trace: [String] = []
    private(set) var breach: String?
    private(set) var rarities: Set<Rarity> = []

    var speaker: NewsSpeaker
    private var relays: [NewsRelay]
    private var hearers: [NewsHearer]
    private var wire = NewsWire()
    private var relaysSeen = 2
    private var now = 0
    private var random: SeededGenerator

    init(seed: UInt64, bug: NewsBug?) {
        random = SeededGenerator(seed: seed)
        speaker = NewsSpeaker(bug: bug)
        relays = [NewsRelay(name: 1), NewsRelay(name: 2)]
        hearers = NewsSpeaker.hearers.map { _ in NewsHearer(bug: bug) }
    }

    mutating func run() {
        for _ in 0..<400 where breach == nil { step(isRough: true) }
        for index in hearers.indices { hearers[index].poisoned = [] }
        var steps = 0
        while breach == nil, !isQuiet {
            steps += 1
            if steps > 40_000 { return broken("an event is never heard") }
            step(isRough: false)
        }
        for hearer in hearers.indices where breach == nil {
            for said in speaker.said where !hearers[hearer].applied.contains(said.event.id) {
                return broken("\(name(said.event.id)) was never applied by \(hearer)")
            }
        }
    }

    private var isQuiet: Bool {
        speaker.isQuiet && wire.isEmpty && hearers.allSatisfy(\.handlings.isEmpty) || isForgotten
    }

    /// With the cursor of a wrong relay nothing tells that something is left.
    private var isForgotten: Bool { speaker.bug == .cursorOverPositions && wire.isEmpty && now > 4000 }

    private mutating func step(isRough: Bool) {
        switch Int.random(in: 0..<24, using: &random) {
        case 0...1 where isRough && speaker.said.count < 12: speaker.begin(&random)
        case 2, 3: if speaker.end(commits: !random.chance(oneIn: 6), &random) { rarities.insert(.lateCommit) }
        case 4..<14: if let index = random.pick(relays.indices) { relay(index, isRough: isRough) }
        case 14..<18: hear(isRough: isRough)
        case 18, 19: deliver(isRough: isRough)
        case 20 where isRough: poison()
        case 21 where isRough && random.chance(oneIn: 8): crashRelay()
        default: now += 1
        }
    }

    private mutating func poison() {
        let hearer = Int.random(in: hearers.indices, using: &random)
        if random.chance(oneIn: 2) { hearers[hearer].poisoned = [] }
        if let said = random.pick(speaker.said) { hearers[hearer].poisoned.insert(said.event.id) }
    }

    private mutating func crashRelay() {
        let index = Int.random(in: relays.indices, using: &random)
        say("relay \(relays[index].name) crashes")
        rarities.insert(.relayCrashed)
        relaysSeen += 1
        relays[index] = NewsRelay(name: relaysSeen)
    }
}

/// The hearers' side.
extension NewsWorld {
    private mutating func deliver(isRough: Bool) {
        guard let (message, hearer, isLate, isSecond) = wire.deliver(&random, isRough: isRough) else { return }
        if isLate { rarities.insert(.cameLate) }
        if isSecond { rarities.insert(.cameTwice) }
        say("\(hearer) gets \(message.number): \(message.events.map { name($0.id) })")
        hearers[index(of: hearer)].receive(message)
    }

    private mutating func hear(isRough: Bool) {
        let hearer = Int.random(in: hearers.indices, using: &random)
        guard let index = random.pick(hearers[hearer].handlings.indices) else { return }
        switch hearers[hearer].step(index, crashes: isRough && random.chance(oneIn: 12)) {
        case .answered(let message, let result):
            let isLost = isRough && random.chance(oneIn: 8)
            if isLost { rarities.insert(.lostAnswer) } else { wire.answers[message.number] = result }
            if result.rejected.contains(where: { $0.waitsFor != nil }) { rarities.insert(.waitedBehind) }
        case .applied(let ids):
            say("\(hearer) applies \(ids.map(name))")
            checkOrder(at: hearer)
        case .crashed:
            say("\(hearer) crashes")
            rarities.insert(.hearerCrashed)
        case .refused(let id):
            say("\(hearer) refuses \(name(id))")
            rarities.insert(.refused)
        case .triesOneByOne: rarities.insert(.oneByOne)
        case .known: break
        }
    }

    /// Each once, in order within an aggregate, and none of a transaction that was rolled back.
    private mutating func checkOrder(at hearer: Int) {
        var last: [String: Int] = [:]
        for id in hearers[hearer].applied {
            guard let said = speaker.said.first(where: { $0.event.id == id }) else {
                return broken("\(hearer) applied what was never said")
            }
            let wanted = (last[said.event.subject] ?? 0) + 1
            if said.number != wanted { return broken("\(hearer) applied \(name(id)) where \(wanted) is next") }
            last[said.event.subject] = wanted
        }
    }

    private func name(_ id: EventID) -> String {
        speaker.said.first { $0.event.id == id }.map { "\($0.event.subject)-\($0.number)" } ?? "nobody's"
    }

    private func index(of hearer: ServiceName) -> Int { NewsSpeaker.hearers.firstIndex(of: hearer) ?? 0 }
}

/// The relays' side.
extension NewsWorld {
    private mutating func relay(_ index: Int, isRough: Bool) {
        if random.chance(oneIn: 2) {
            dispatch(index, isRough: isRough)
        } else if let hearer = random.pick(NewsSpeaker.hearers) {
            workOff(index, hearer, isRough: isRough)
        }
    }

    private mutating func dispatch(_ index: Int, isRough: Bool) {
        switch relays[index].dispatch {
        case .idle:
            let events = speaker.unsent()
            if !events.isEmpty { relays[index].dispatch = .read(events) }
        case .read(let events):
            guard let token = speaker.acquire("outbox", for: relays[index].name, at: now) else {
                return relays[index].dispatch = .idle
            }
            let rounds = NewsSpeaker.hearers.map { hearer in
                HearerRound(hearer, telling: events, isPaused: isRough && random.chance(oneIn: 8))
            }
            relays[index].dispatch = .telling(events, token: token, rounds: rounds, asked: [:], over: [])
        case .telling(let events, let token, var rounds, var asked, var over):
            guard let turn = random.pick(rounds.indices) else { return }
            if let number = asked[turn] {
                switch wire.answer(to: number, &random, isRough: isRough) {
                case .awaited: return
                case .told(let result): rounds[turn].answered(result)
                case .givenUp where speaker.bug == .unansweredTakenForTold: rounds[turn].answered(InboxResult())
                case .givenUp: rounds[turn].unanswered()
                }
                asked[turn] = nil
            } else if let batch = rounds[turn].next() {
                asked[turn] = wire.send(batch.map(\.event), to: rounds[turn].hearer)
            } else {
                over.insert(turn)
                if over.count == rounds.count { return settle(index, events, rounds, token) }
            }
            relays[index].dispatch = .telling(events, token: token, rounds: rounds, asked: asked, over: over)
        }
    }

    private mutating func settle(_ index: Int, _ events: [StoredEvent], _ rounds: [HearerRound], _ token: Int64) {
        relays[index].dispatch = .idle
        guard speaker.isHeld("outbox", by: relays[index].name, token) else { return _ = rarities.insert(.leaseLost) }
        say("relay \(relays[index].name) has told \(events.map { name($0.event.id) })")
        speaker.settle(events, queueing: rounds.flatMap(\.queued), at: now)
    }

    private mutating func workOff(_ index: Int, _ hearer: ServiceName, isRough: Bool) {
        let lease = "outbox-\(hearer.rawValue)"
        switch relays[index].backlogs[hearer] ?? .idle {
        case .idle:
            guard let token = speaker.acquire(lease, for: relays[index].name, at: now),
                let batch = speaker.due(for: hearer, at: now).batches().first
            else { return }
            let asked = wire.send(batch.map(\.event), to: hearer)
            relays[index].backlogs[hearer] = .telling(batch, token: token, asked: asked)
        case .telling(let batch, let token, let asked):
            let answer = wire.answer(to: asked, &random, isRough: isRough)
            if case .awaited = answer { return }
            relays[index].backlogs[hearer] = .idle
            guard case .told(let result) = answer else { return }
            guard speaker.isHeld(lease, by: relays[index].name, token) else { return _ = rarities.insert(.leaseLost) }
            let (delivered, refused) = result.settlement(of: batch, for: hearer)
            speaker.settle(delivered: delivered, refused: refused, for: hearer, at: now)
        }
    }

    private mutating func say(_ line: String) { trace.append(line) }

    private mutating func broken(_ promise: String) {
        if breach == nil { breach = promise }
        say("BROKEN: \(promise)")
    }
}
