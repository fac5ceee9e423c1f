import Models
@testable import ServiceKit

/// Rules of sagas as somebody might get them wrong.
enum SagaBug: CaseIterable {
    /// The step that said no, or nothing at all, is not undone.
    case compensationSkipped
    /// The decision to unwind is not committed before the first undo.
    case undoBeforeCommit
    /// After a crash only what the row names counts as begun.
    case beginningsForgotten
    case unknownTakenForDone
    case unknownUndoTakenForDone
    /// Whoever was overtaken still writes.
    case leaseNotChecked
}

/// The machine, with one rule broken where the test wants it so.
struct SagaRules {
    let machine: SagaMachine
    let bug: SagaBug?

    func next(_ progress: SagaProgress, _ event: SagaEvent, now: Timestamp) -> (SagaProgress, [SagaCommand]) {
        var (next, commands) = machine.next(progress, seen(event), now: now, jitter: 0.5)
        let isTurning = progress.phase == .running && next.phase == .unwinding
        if bug == .compensationSkipped && isTurning {
            next.step -= 1
            commands = [.save, next.step < 0 ? .end : .undo(step: next.step)]
            if next.step < 0 { next.phase = .unwound }
        }
        if bug == .undoBeforeCommit && isTurning { commands.removeAll { $0 == .save } }
        return (next, commands)
    }

    /// A row does not say how far its saga had got beyond the step it names.
    func found(_ row: SagaProgress) -> SagaProgress {
        var found = row
        found.begun = max(0, row.step)
        return bug == .beginningsForgotten ? found : machine.recovered(found)
    }

    private func seen(_ event: SagaEvent) -> SagaEvent {
        switch (bug, event) {
        case (.unknownTakenForDone, .unknown): .finished
        case (.unknownUndoTakenForDone, .undoFailed): .undone
        default: event
        }
    }
}
