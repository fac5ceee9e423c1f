import Models
import Testing

@testable import ServiceKit

@Suite("A saga's rules")
struct SagaMachineTests {
    private let noon = Timestamp(microseconds: 1_767_268_800_000_000)

    @Test("run every step, in order, and end")
    func runsEveryStep() {
        let machine = SagaMachine(steps: [StubStep("a"), StubStep("b")])
        var progress = SagaProgress(startingAt: noon)

        var commands: [[SagaCommand]] = []
        for event in [SagaEvent.taken, .finished, .finished] {
            let next = machine.next(progress, event, now: noon, jitter: 0)
            progress = next.0
            commands.append(next.1)
        }

        #expect(commands == [[.run(step: 0)], [.save, .run(step: 1)], [.end]])
        #expect(progress.phase == .succeeded)
    }

    @Test("undo the refused step too, and all before it, in reverse, after the decision is committed")
    func unwindsInReverse() {
        let machine = SagaMachine(steps: [StubStep("a"), StubStep("b"), StubStep("c")])
        var progress = SagaProgress(startingAt: noon)
        let refusal = SagaRefusal.timedOut(step: "b")

        var commands: [[SagaCommand]] = []
        for event in [SagaEvent.taken, .finished, .refused(refusal), .undone, .undone] {
            let next = machine.next(progress, event, now: noon, jitter: 0)
            progress = next.0
            commands.append(next.1)
        }

        #expect(
            commands == [[.run(step: 0)], [.save, .run(step: 1)], [.save, .undo(step: 1)], [.undo(step: 0)], [.end]]
        )
        #expect(progress.phase == .unwound)
        #expect(progress.refusal == refusal)
    }

    @Test("after a crash undo what an unsaved step may have let begin")
    func undoesWhatMayHaveBegun() {
        let machine = SagaMachine(steps: [StubStep("a", isSaved: false), StubStep("b"), StubStep("c")])
        let recovered = machine.recovered(SagaProgress(startingAt: noon))

        let (progress, commands) = machine.next(recovered, .refused(.gaveUp(step: "a")), now: noon, jitter: 0)

        #expect(commands == [.save, .undo(step: 1)])
        #expect(progress.step == 1)
    }

    @Test("ask again about an unknown outcome, later each time, and give up only when the step allows it")
    func asksAgain() {
        let machine = SagaMachine(steps: [StubStep("a", attemptsMax: 3)])
        var progress = SagaProgress(startingAt: noon)
        var waits: [Double] = []

        for _ in 1...2 {
            let (next, commands) = machine.next(progress, .unknown, now: noon, jitter: 1)
            #expect(commands == [.rest])
            waits.append(next.runAt.seconds(since: noon))
            progress = next
        }
        let (last, commands) = machine.next(progress, .unknown, now: noon, jitter: 1)

        #expect(waits == waits.sorted() && waits[0] > 0)
        #expect(commands == [.save, .undo(step: 0)])
        #expect(last.refusal == .gaveUp(step: "a"))
    }

    @Test("give up with a definite no: a 503 would invite the same request again, which hears the same for ever")
    func givesUpForGood() {
        #expect(SagaRefusal.gaveUp(step: "a").problem.status == .conflict)
        #expect(SagaRefusal.timedOut(step: "a").problem.status == .conflict)
    }

    @Test("let a pause last as long as it was first given, however often it is looked at")
    func pausesUntilItsFirstDeadline() {
        let machine = SagaMachine(steps: [StubStep("a")])
        let pause = SagaEvent.paused(timeoutSeconds: 60, pollSeconds: 15)
        let (first, rest) = machine.next(SagaProgress(startingAt: noon), pause, now: noon, jitter: 0)
        let (second, again) = machine.next(first, pause, now: noon + 50, jitter: 0)
        let (third, end) = machine.next(second, pause, now: noon + 60, jitter: 0)

        #expect(rest == [.rest] && again == [.rest])
        #expect(first.runAt == noon + 15)
        #expect(second.runAt == noon + 60)
        #expect(end == [.save, .undo(step: 0)])
        #expect(third.refusal == .timedOut(step: "a"))
    }
}

/// A step that the machine only needs to know of.
struct StubStep: SagaStep {
    let name: String
    let rule: SagaStepRule

    init(_ name: String, isSaved: Bool = true, attemptsMax: Int? = 8) {
        self.name = name
        rule = SagaStepRule(isSaved: isSaved, attemptsMax: attemptsMax)
    }

    func run(_ state: inout Int) async throws -> SagaStepResult { .finished }
    func undo(_ state: Int) async throws {}
}
