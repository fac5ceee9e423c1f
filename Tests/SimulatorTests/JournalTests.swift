import Foundation
import Models
import Testing

@testable import SimulatorService

@Suite("The journal")
struct JournalTests {
    @Test("keeps every line of 500 writers at once, whole and in the order of their numbers")
    func concurrentWriters() async throws {
        try await withPath { path in
            let bank = try Bank(journal: try Journal(path: path))

            try await withThrowingTaskGroup { group in
                for _ in 0..<500 {
                    group.addTask { _ = try await bank.open(.sample()) }
                }
                try await group.waitForAll()
            }

            let lines = try bank.journalLines().split(separator: UInt8(ascii: "\n"))
            let numbers = lines.map { String(decoding: $0, as: UTF8.self).prefix(while: { $0 != "," }) }
            #expect(numbers == (1...500).map { "{\"sequence\":\($0)" })
        }
    }

    @Test("PAY-04 brings everything back after a crash")
    func replays() async throws {
        try await withPath { path in
            let charge = Charge.sample()
            let bank = try Bank(journal: try Journal(path: path))
            _ = try await bank.open(charge)
            _ = try await bank.perform(.capture(.cny(60_00)), on: charge.id, at: .now)
            _ = try await bank.perform(.refund(RefundID(), .cny(10_00)), on: charge.id, at: .now)
            let before = try await bank.charge(charge.id, at: .now).charge

            let reborn = try Bank(journal: try Journal(path: path))

            #expect(try await reborn.charge(charge.id, at: .now).charge == before)
            #expect(before.refundedMinor == 10_00)
        }
    }

    @Test("drops half a line that a crash left behind, and goes on after it")
    func tornLine() async throws {
        try await withPath { path in
            let (first, second) = (Charge.sample(), Charge.sample())
            _ = try await Bank(journal: try Journal(path: path)).open(first)
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(#"{"sequence":2,"at":"2026-"#.utf8))
            try file.close()

            let bank = try Bank(journal: try Journal(path: path))
            _ = try await bank.open(second)

            let reborn = try Bank(journal: try Journal(path: path))
            #expect(try await reborn.charge(second.id, at: .now).charge == second)
            #expect(try reborn.journalLines().split(separator: UInt8(ascii: "\n")).count == 2)
        }
    }

    @Test("refuses a file that somebody else wrote")
    func foreign() async throws {
        try await withPath { path in
            try Data("hello\n".utf8).write(to: URL(filePath: path))

            #expect(throws: JournalError.unreadable(line: 1)) { try Bank(journal: try Journal(path: path)) }
        }
    }

    private func withPath(_ body: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "emporia-journal-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }
}

extension Bank {
    fileprivate func open(_ charge: Charge) async throws -> Result {
        try await update(charge.id, at: .now) { _ in .opened(charge) }
    }
}

extension Charge {
    static func sample() -> Charge {
        Charge(
            id: PaymentID(),
            amount: .cny(100_00),
            method: .card,
            token: "tok_ok",
            callbackURL: nil,
            status: .authorised
        )
    }
}
