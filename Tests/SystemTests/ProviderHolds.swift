import Foundation
import JSON
import Models

/// What the provider's own journal says is held of customers' money: authorised, and neither taken nor given back.
///
/// It reads the file by itself rather than with the simulator's code, because a witness must not share our mistakes.
struct ProviderHolds {
    private(set) var amounts: [PaymentID: Int64] = [:]
    /// How often each charge was opened; more than once would be paying twice.
    private(set) var openings: [PaymentID: Int] = [:]
    private var terms: [PaymentID: Int64] = [:]

    init(contentsOf file: URL) throws {
        for line in try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")) {
            try add(JSON.decode(Entry.self, from: Array(line)))
        }
    }

    private mutating func add(_ entry: Entry) {
        switch entry.operation {
        case "opened":
            openings[entry.charge, default: 0] += 1
            terms[entry.charge] = entry.amountMinor
            if entry.isAuthorised { amounts[entry.charge] = entry.amountMinor }
        case "approved":
            amounts[entry.charge] = terms[entry.charge]
        case "voided", "captured", "rejected", "expired":
            amounts[entry.charge] = nil
        default:
            break
        }
    }

    private struct Entry: JSONReadable {
        let operation: String
        let charge: PaymentID
        let isAuthorised: Bool
        let amountMinor: Int64?

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let operation = json.text("operation")
            let charge: PaymentID? = json.required("chargeId")
            let opened = json.child("charge")
            isAuthorised = opened?.child("status")?.string == "authorised"
            amountMinor = opened?.child("amount")?.child("amountMinor")?.int64
            guard let operation, let charge else { return nil }
            self.operation = operation
            self.charge = charge
        }
    }
}
