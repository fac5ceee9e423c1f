import Foundation
import Glibc
import Models

@testable import EmporiaCommand
import TestSupport

extension SystemShop {
    /// Kills a service as a failing machine would, and returns when it is gone.
    func crash(_ name: ServiceName, replica number: Int = 0) async throws {
        let process = try process(name, replica: number)
        process.send(SIGKILL)
        _ = await process.status()
    }

    /// Kills the postmaster alone, the way the kernel does when memory runs out, and starts a server again on what
    /// reached the disk. Its sessions see that their parent is gone and end by themselves.
    /// - Parameter name: Whose server, where each schema has its own.
    func crashPostgres(of name: ServiceName = .order) async throws {
        let server = local.servers[name]
        guard let postmaster = server.processID else {
            throw LocalShop.NotStarted(description: "Postgres is not running")
        }
        let sessions = Self.children(of: postmaster)
        kill(postmaster, SIGKILL)
        try await eventually("all of Postgres is gone") {
            !([postmaster] + sessions).contains(where: Self.isAlive)
        }
        // A session that was being forked at that moment holds the old server's memory a little longer.
        try await eventually("Postgres starts again") {
            do {
                try server.start()
                return server.processID != postmaster
            } catch is Shell.Failure {
                return false
            }
        }
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap(pid_t.init).filter { statistics(of: $0)?.parent == parent }
    }

    private static func isAlive(_ process: pid_t) -> Bool {
        statistics(of: process).map { $0.state != "Z" } ?? false
    }

    /// The name in parentheses may hold anything, so the fields are counted from its end.
    private static func statistics(of process: pid_t) -> (state: Substring, parent: pid_t?)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].split(separator: " ")
        return fields.count > 2 ? (fields[1], pid_t(fields[2])) : nil
    }
}
