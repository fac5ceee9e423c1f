import Foundation
import JSON
import Models
import Postgres

/// The provider's own journal against the shop's books: the one witness that no service of ours can have bent.
struct ProviderJournal {
    struct Charge: Equatable {
        var captured: Int64 = 0
        var refunded: Int64 = 0
    }

    private(set) var charges: [PaymentID: Charge] = [:]
    /// Refunds by their own ids, since a provider tells one twice when it is asked twice.
    private var refunds: Set<RefundID> = []

    /// Reads a journal of JSON lines; a missing file is a provider that was never asked.
    init(contentsOf file: URL) throws {
        guard let bytes = try? Data(contentsOf: file) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            try add(JSON.decode(Entry.self, from: Array(line)))
        }
    }

    private mutating func add(_ entry: Entry) {
        switch entry.operation {
        case "captured":
            charges[entry.charge, default: Charge()].captured += entry.amountMinor
        case "refunded":
            guard let refund = entry.refund, refunds.insert(refund).inserted else { return }
            charges[entry.charge, default: Charge()].refunded += entry.amountMinor
        default:
            charges[entry.charge] = charges[entry.charge, default: Charge()]
        }
    }

    /// What the books say and the journal does not, or the other way round; a line each.
    func differences(in database: Database) async throws -> [String] {
        let rows = try await database.query(
            """
            SELECT id, captured_minor, refunded_minor
              FROM payment.payments
             WHERE method IN ('card', 'alipay', 'wechat', 'unionpay', 'wallet')
            """
        )
        var unseen = charges
        var found: [String] = []
        for row in rows {
            let id = try row.get("id", as: PaymentID.self)
            let books = Charge(captured: try row.get("captured_minor"), refunded: try row.get("refunded_minor"))
            let journal = unseen.removeValue(forKey: id) ?? Charge()
            if books != journal { found.append("payment \(id): books \(books), provider \(journal)") }
        }
        for (id, charge) in unseen where charge.captured != charge.refunded {
            found.append("charge \(id): provider \(charge), unknown to the books")
        }
        return found.sorted()
    }

    private struct Entry: JSONReadable {
        let operation: String
        let charge: PaymentID
        let refund: RefundID?
        let amountMinor: Int64

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let operation = json.text("operation")
            let charge: PaymentID? = json.required("chargeId")
            refund = json.optional("refundId")
            amountMinor = json.child("amount")?.child("amountMinor")?.int64 ?? 0
            guard let operation, let charge else { return nil }
            self.operation = operation
            self.charge = charge
        }
    }
}

extension ProviderJournal.Charge: CustomStringConvertible {
    var description: String { "captured \(captured), refunded \(refunded)" }
}
