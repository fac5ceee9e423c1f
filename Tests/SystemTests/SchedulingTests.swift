import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemTests {
    @Suite("A service's threads")
    struct SchedulingTests {
        @Test("XC-06 finish what they are at before others take the processor, and event loops come first")
        func share() async throws {
            let shop = try OpenShop.current
            let id = try shop.process(.order).processID

            try await eventually("a thread that answers requests has stepped back") {
                try await shop.succeed(.get, .order, "/v1/orders", as: shop.token(.support))
                return try systemThreads(of: id).contains { $0.nice == 5 }
            }

            let threads = try systemThreads(of: id)
            #expect(threads.allSatisfy { $0.policy == 3 })
            let eventLoops = threads.filter { $0.name.hasPrefix("NIO-") }
            #expect(!eventLoops.isEmpty)
            #expect(eventLoops.allSatisfy { $0.nice == 0 })
        }

        private struct SystemThread {
            let name: String
            let nice: Int
            /// 3 is `SCHED_BATCH`.
            let policy: Int
        }

        /// See proc_pid_stat(5).
        private func systemThreads(of process: pid_t) throws -> [SystemThread] {
            let folder = "/proc/\(process)/task"
            return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { thread in
                guard let line = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8),
                    let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")")
                else { return nil }
                // From the third field on, which follows the name.
                let fields = line[close...].dropFirst(2).split(separator: " ")
                guard fields.count > 38, let nice = Int(fields[16]), let policy = Int(fields[38]) else { return nil }
                return SystemThread(name: String(line[open..<close].dropFirst()), nice: nice, policy: policy)
            }
        }
    }
}
