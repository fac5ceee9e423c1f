import JSON
import Models
import Synchronization

/// The provider's books: every charge, changed only together with a line of the journal.
final class Bank: Sendable {
    private struct Books {
        var charges: [PaymentID: Charge] = [:]
        var sequence: Int64 = 0
    }

    private let journal: Journal
    private let books: Mutex<Books>

    /// Opens the journal and lives through it once more.
    init(journal: Journal) throws {
        self.journal = journal
        var replayed = Books()
        let lines = try journal.replay().split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            guard let entry = try? JSON.decode(JournalEntry.self, from: Array(line)) else {
                throw JournalError.unreadable(line: index + 1)
            }
            replayed.charges[entry.chargeID] = entry.change.applied(to: replayed.charges[entry.chargeID])
            replayed.sequence = entry.sequence
        }
        books = Mutex(replayed)
    }

    /// A charge as it stands, and whether this call changed it.
    struct Result: Sendable {
        let charge: Charge
        let didChange: Bool
    }

    /// Applies a rule to a charge. Whatever is answered is on disk before, a repetition of an earlier change included.
    func update(
        _ id: PaymentID,
        at now: Timestamp,
        by rule: @Sendable (Charge?) throws -> ChargeChange?
    ) async throws -> Result {
        let (result, position) = try books.withLock { books in
            let known = books.charges[id]
            guard let change = try rule(known), let charge = change.applied(to: known) else {
                guard let known else { throw Refusal.unknownCharge(id) }
                return (Result(charge: known, didChange: false), journal.position)
            }
            books.sequence += 1
            books.charges[id] = charge
            let entry = JournalEntry(sequence: books.sequence, at: now, chargeID: id, change: change)
            return (Result(charge: charge, didChange: true), journal.append(JSON.encode(entry)))
        }
        try await journal.durable(upTo: position)
        return result
    }

    func perform(_ command: ChargeCommand, on id: PaymentID, at now: Timestamp) async throws -> Result {
        try await update(id, at: now) { charge in
            guard let charge else { throw Refusal.unknownCharge(id) }
            return try charge.change(for: command, at: now)
        }
    }

    /// How a charge stands; looking finds out that it expired.
    func charge(_ id: PaymentID, at now: Timestamp) async throws -> Result {
        try await update(id, at: now) { charge in
            guard let charge else { throw Refusal.unknownCharge(id) }
            return charge.isExpired(at: now) ? .expired : nil
        }
    }

    /// The journal's whole lines so far.
    func journalLines() throws -> [UInt8] {
        let bytes = try journal.contents()
        return Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)])
    }
}
