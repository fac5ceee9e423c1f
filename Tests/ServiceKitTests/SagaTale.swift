import JSON
import Postgres
import ServiceKit
import Synchronization

/// The smallest saga there is, which writes down what happens to it.
struct TaleSaga: Saga {
    let journal: TaleJournal
    let name = "tale"

    var steps: [any SagaStep<Tale>] {
        [TaleStep(name: "first", journal: journal), TaleStep(name: "second", journal: journal)]
    }

    func paused(_ state: Tale, on session: borrowing Session) throws {}
    func succeeded(_ states: [Tale], on session: borrowing Session) throws {
        for _ in states { journal.write("succeeded") }
    }

    func unwound(_ state: Tale, because refusal: SagaRefusal, on session: borrowing Session) throws {
        journal.write("unwound")
    }
}

struct Tale: JSONConvertible, Sendable {
    let title: String

    init(title: String) {
        self.title = title
    }

    init?(json: JSONNode) {
        guard let title = json.required("title", as: String.self) else { return nil }
        self.title = title
    }

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("title", title) }
    }
}

struct TaleStep: SagaStep {
    let name: String
    let journal: TaleJournal

    func run(_ state: inout Tale) async throws -> SagaStepResult {
        try journal.run(name)
    }

    func undo(_ state: Tale) async throws { journal.write("undo \(name)") }
}

final class TaleJournal: Sendable {
    private struct State {
        var entries: [String] = []
        var refused: String?
        var isPaused = false
    }

    private let state = Mutex(State())

    var entries: [String] { state.withLock { $0.entries } }
    func write(_ entry: String) { state.withLock { $0.entries.append(entry) } }
    func refuse(_ step: String) { state.withLock { $0.refused = step } }
    func pauseSecond() { state.withLock { $0.isPaused = true } }
    func goOn() { state.withLock { $0.isPaused = false } }

    func run(_ step: String) throws -> SagaStepResult {
        try state.withLock { state in
            state.entries.append("run \(step)")
            if state.refused == step { throw SagaRefusal.timedOut(step: step) }
            return step == "second" && state.isPaused ? .paused(timeoutSeconds: 60, pollSeconds: 30) : .finished
        }
    }
}
