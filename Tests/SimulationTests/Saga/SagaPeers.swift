import Models
import ServiceKit

/// Who is asked by a saga: each remembers what it was told to undo, so that a request that was overtaken by its own
/// undoing is refused.
struct SagaPeers {
    enum Mood: CaseIterable {
        case even, silent, slow
    }

    /// How each step's peer mostly behaves.
    let moods: [Mood]
    private(set) var effects: Set<Int> = []
    private(set) var undone: Set<Int> = []

    init(moods: [Mood]) {
        self.moods = moods
    }

    /// 0 refuses, 1 does not hear, 2 loses its answer, 3 waits for somebody; anything else goes well.
    func fate(of step: Int, drawing dice: Int) -> Int {
        switch moods[step] {
        case .even: dice
        case .silent: dice < 8 ? 1 : dice
        case .slow: dice < 12 ? 3 : dice
        }
    }

    mutating func run(_ step: Int) -> Bool {
        guard !undone.contains(step) else { return false }
        effects.insert(step)
        return true
    }

    mutating func undo(_ step: Int) {
        undone.insert(step)
        effects.remove(step)
    }
}

/// The saga's row in the database.
struct SagaRow {
    var progress: SagaProgress
    var owner: Int?
    var token: Int64 = 0
    var wakes: Int64 = 0
    var leaseUntil = Timestamp(microseconds: 0)
    var hasEnded = false

    mutating func letGo() {
        owner = nil
        leaseUntil = Timestamp(microseconds: 0)
    }
}

/// What an instance that claimed the saga holds in memory.
struct SagaRunOfInstance {
    let name: Int
    let token: Int64
    let wakes: Int64
    var progress: SagaProgress
    var commands: ArraySlice<SagaCommand> = []

    init(name: Int, token: Int64, wakes: Int64, progress: SagaProgress) {
        self.name = name
        self.token = token
        self.wakes = wakes
        self.progress = progress
    }

    func going(by rules: SagaRules, _ event: SagaEvent, now: Timestamp) -> SagaRunOfInstance {
        var next = self
        let (progress, commands) = rules.next(self.progress, event, now: now)
        next.progress = progress
        next.commands = commands[...]
        return next
    }
}

extension SagaRefusal {
    /// A peer's definite no.
    static let notPossible = SagaRefusal(Problem(.conflict, "not-possible", "Not possible", detail: "Not now."))
}

/// A step that the machine only needs to know of.
struct SimulatedStep: SagaStep {
    let name: String
    let rule: SagaStepRule

    func run(_ state: inout Int) async throws -> SagaStepResult { .finished }
    func undo(_ state: Int) async throws {}
}
