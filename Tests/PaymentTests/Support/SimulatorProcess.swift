import Foundation
import JSON
import Models
import ServiceKit
import Synchronization

/// The simulator as a process of its own, with a journal of its own: a witness that shares nothing with the service.
final class SimulatorProcess: Sendable {
    let journalPath: String
    private let process: ServiceProcess

    static let secret = "a secret of tests"

    var url: String { process.url }

    /// - Parameter journal: One to live through again; a new one when nil.
    init(journal: String? = nil) async throws {
        journalPath = journal ?? Self.newJournal()
        process = try await ServiceProcess(
            "simulator",
            settings: [
                "simulator.journal": journalPath, "provider.secret": Self.secret, "log.level": "critical",
                "drain.seconds": "0",
            ]
        )
    }

    /// One for all tests that leave its behaviour alone.
    static func shared() async throws -> SimulatorProcess {
        try await sharedProcess.value
    }

    private static let sharedProcess = Task { try await SimulatorProcess() }

    private static let journals = Mutex<[String]>([])

    /// Removed when the tests end, for a journal may be lived through by several processes.
    private static func newJournal() -> String {
        let path = NSTemporaryDirectory() + "emporia-journal-\(UUID().uuidString).jsonl"
        let isFirst = journals.withLock { journals in
            journals.append(path)
            return journals.count == 1
        }
        if isFirst { atexit { for path in SimulatorProcess.journals.withLock({ $0 }) { unlink(path) } } }
        return path
    }

    func kill() { process.kill() }
    func isGone() async throws { try await process.isGone() }

    func behave(_ settings: String) async throws {
        _ = try await process.client.send(.put, url + "/v1/behaviour", body: Array(settings.utf8))
    }

    func customer(_ act: String, _ payment: PaymentID) async throws {
        _ = try await process.client.send(.post, url + "/v1/provider/charges/\(payment)/\(act)")
    }

    /// What the journal says about a charge: operations in their order, and the money that really moved.
    func witness(_ payment: PaymentID) async throws -> Witness {
        let answer = try await process.client.send(.get, url + "/v1/journal")
        var witness = Witness()
        for line in answer.body.split(separator: UInt8(ascii: "\n")) {
            let entry = try JSON.parse(Array(line))
            guard entry.child("chargeId")?.string == payment.description,
                let operation = entry.child("operation")?.string
            else { continue }
            witness.operations.append(operation)
            let minor = entry.child("amount")?.child("amountMinor")?.int64 ?? 0
            if operation == "captured" { witness.capturedMinor += minor }
            if operation == "refunded" { witness.refundedMinor += minor }
        }
        return witness
    }

    struct Witness: Equatable {
        var operations: [String] = []
        var capturedMinor: Int64 = 0
        var refundedMinor: Int64 = 0
    }
}
