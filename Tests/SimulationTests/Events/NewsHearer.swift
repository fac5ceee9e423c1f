import Models

@testable import ServiceKit

/// A hearer's inbox, its effects, and the batches it has at hand.
struct NewsHearer {
    struct Message {
        let number: Int
        let events: [CloudEvent]
    }

    struct Handling {
        let message: Message
        var round: InboxRound
        /// After a transaction was rolled back, with the bug that forgets what must wait.
        var alone: [InboxRound] = []
        var rejected: [RejectedEvent] = []
    }

    private(set) var applied: [EventID] = []
    private(set) var handlings: [Handling] = []
    /// Events that can't be applied just now.
    var poisoned: Set<EventID> = []
    private var inbox: Set<EventID> = []
    let bug: NewsBug?

    init(bug: NewsBug?) {
        self.bug = bug
    }

    mutating func receive(_ message: Message) {
        handlings.append(Handling(message: message, round: InboxRound(message.events)))
    }

    enum Step {
        case answered(Message, InboxResult)
        case applied([EventID])
        case known
        case refused(EventID)
        case triesOneByOne
        case crashed
    }

    /// One transaction of one batch, or its answer.
    /// - Parameter crashes: Whether the process ends before the commit.
    mutating func step(_ index: Int, crashes: Bool) -> Step {
        guard let events = handlings[index].round.next() else { return answer(index) }
        let new = events.filter { !inbox.contains($0.id) }
        guard !new.contains(where: { poisoned.contains($0.id) }) else { return refuse(index) }
        return commit(new, crashes: crashes, at: index)
    }

    private mutating func answer(_ index: Int) -> Step {
        handlings[index].rejected += handlings[index].round.result.rejected
        if let next = handlings[index].alone.popLast() {
            handlings[index].round = next
            return .known
        }
        let handling = handlings.remove(at: index)
        return .answered(handling.message, InboxResult(rejected: handling.rejected))
    }

    private mutating func refuse(_ index: Int) -> Step {
        if let event = handlings[index].round.failed("poisoned") { return .refused(event.id) }
        if bug == .appliesPastRefusal {
            handlings[index].alone = handlings[index].message.events.reversed().map { InboxRound([$0]) }
            handlings[index].round = InboxRound([])
        }
        return .triesOneByOne
    }

    /// Mark and effect stand together or not at all, unless the bug takes them apart.
    private mutating func commit(_ new: [CloudEvent], crashes: Bool, at index: Int) -> Step {
        let ids = new.map(\.id)
        if bug == .markBeforeEffect { inbox.formUnion(ids) }
        if bug == .markAfterEffect { applied += ids }
        if crashes {
            handlings.remove(at: index)
            return .crashed
        }
        inbox.formUnion(ids)
        if bug != .markAfterEffect { applied += ids }
        return ids.isEmpty ? .known : .applied(ids)
    }
}
