import Models
import TestSupport

@testable import ServiceKit

/// The speaker's tables: what its statements do, without a database.
struct NewsSpeaker {
    static let hearers: [ServiceName] = [.inventory, .payment]
    private static let subjects = ["tea", "cup", "pot"]
    /// Two of them fill a batch, so that rounds have several.
    private static let data = [UInt8](repeating: 0, count: 250 << 10)

    struct Said {
        let position: Int64
        let number: Int
        let event: CloudEvent
        var isSent = false
    }

    private struct Transaction {
        let position: Int64
        let subject: String
    }

    private struct Waiting {
        var attempts: Int
        var nextAt: Int
    }

    private(set) var said: [Said] = []
    private var subjects: [Int64: String] = [:]
    private(set) var leases: [String: (owner: Int, token: Int64, until: Int)] = [:]
    private var waiting: [ServiceName: [Int64: Waiting]] = [:]
    private var open: [Transaction] = []
    private var positions: Int64 = 0
    private var cursor: Int64 = 0
    let bug: NewsBug?

    init(bug: NewsBug?) {
        self.bug = bug
    }

    var isQuiet: Bool { open.isEmpty && said.allSatisfy(\.isSent) && waiting.values.allSatisfy(\.isEmpty) }

    func count(of subject: String) -> Int { said.count { $0.event.subject == subject } }

    /// A change of an aggregate begins: it has the row's lock and a number, and is not committed.
    mutating func begin(_ random: inout SeededGenerator) {
        guard let subject = random.pick(Self.subjects), !open.contains(where: { $0.subject == subject }) else { return }
        positions += 1
        open.append(Transaction(position: positions, subject: subject))
        subjects[positions] = subject
    }

    /// - Returns: Whether it commits later than a younger one.
    mutating func end(commits: Bool, _ random: inout SeededGenerator) -> Bool {
        guard let index = random.pick(open.indices) else { return false }
        let transaction = open.remove(at: index)
        guard commits else { return false }
        let event = CloudEvent(
            id: random.id(),
            source: .order,
            type: "thing.changed",
            subject: transaction.subject,
            time: .noon,
            data: Self.data,
            sequence: transaction.position
        )
        let number = count(of: transaction.subject) + 1
        let isLate = said.contains { $0.position > transaction.position && $0.isSent }
        said.append(Said(position: transaction.position, number: number, event: event))
        said.sort { $0.position < $1.position }
        return isLate
    }
}

/// As `OutboxStore` and `OutboxBacklogStore` have it in SQL.
extension NewsSpeaker {
    mutating func unsent() -> [StoredEvent] {
        let events = said.filter { bug == .cursorOverPositions ? $0.position > cursor : !$0.isSent }
        if let last = events.last { cursor = last.position }
        return events.map { row in
            let hearers = Self.hearers.filter { hearer in
                bug != .goesPastRefusal
                    && (waiting[hearer] ?? [:]).keys.contains { subject(of: $0) == row.event.subject }
            }
            return StoredEvent(position: row.position, event: row.event, waitingHearers: Set(hearers), attempts: 0)
        }
    }

    func due(for hearer: ServiceName, at now: Int) -> [StoredEvent] {
        let rows = waiting[hearer] ?? [:]
        let held = rows.filter { $0.value.nextAt > now }.keys
        return said.compactMap { row in
            guard let waits = rows[row.position] else { return nil }
            let isHeld = held.contains { $0 <= row.position && subject(of: $0) == row.event.subject }
            guard bug == .goesPastRefusal ? waits.nextAt <= now : !isHeld else { return nil }
            return StoredEvent(position: row.position, event: row.event, waitingHearers: [], attempts: waits.attempts)
        }
    }

    mutating func settle(_ events: [StoredEvent], queueing queued: [QueuedEvent], at now: Int) {
        let positions = Set(events.map(\.position))
        for index in said.indices where positions.contains(said[index].position) { said[index].isSent = true }
        for event in queued where waiting[event.hearer]?[event.event.position] == nil {
            waiting[event.hearer, default: [:]][event.event.position] = Waiting(
                attempts: event.error == nil ? 0 : 1,
                nextAt: now
            )
        }
    }

    mutating func settle(delivered: [StoredEvent], refused: [QueuedEvent], for hearer: ServiceName, at now: Int) {
        for event in delivered { waiting[hearer]?[event.position] = nil }
        for event in refused where waiting[hearer]?[event.event.position] != nil {
            let attempts = event.event.attempts + 1
            waiting[hearer]?[event.event.position] = Waiting(attempts: attempts, nextAt: now + min(1 << attempts, 60))
        }
    }

    private func subject(of position: Int64) -> String? { subjects[position] }
}

extension NewsSpeaker {
    /// The token of the lease; nil while another instance holds it.
    mutating func acquire(_ name: String, for owner: Int, at now: Int) -> Int64? {
        let held = leases[name]
        guard held == nil || held?.owner == owner || (held?.until ?? 0) < now else { return nil }
        let token = (held?.token ?? 0) + (held?.owner == owner ? 0 : 1)
        leases[name] = (owner, token, now + 3)
        return token
    }

    func isHeld(_ name: String, by owner: Int, _ token: Int64) -> Bool {
        leases[name]?.owner == owner && leases[name]?.token == token
    }
}
