import ArgumentParser
import Foundation

/// Tells what this machine lacks, and how to get it.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Tell what is missing on this machine.")

    @OptionGroup var state: StateOptions

    private struct Finding {
        let isGood: Bool
        let what: String
        let remedy: String
    }

    func run() throws {
        let findings = [postgres(), program("curl", package: "curl", for: "make demo"), pgbench(), space(), user()]
        for finding in findings {
            if finding.isGood {
                Terminal.good(finding.what)
            } else {
                Terminal.bad("\(finding.what)\n    \(finding.remedy)")
            }
        }
        if findings.contains(where: { !$0.isGood }) { throw ExitCode.failure }
    }

    private func postgres() -> Finding {
        let folder = LocalPostgres.programsFolder()
        return Finding(
            isGood: folder != nil,
            what: "Postgres server" + (folder.map { " in \($0.path)" } ?? " is missing"),
            remedy: "apt-get install postgresql"
        )
    }

    private func pgbench() -> Finding {
        let folders = LocalPostgres.programsFolder().map { [$0.path] } ?? []
        return Finding(
            isGood: Shell.find("pgbench", besides: folders) != nil,
            what: "pgbench, for make bench-checkout",
            remedy: "apt-get install postgresql"
        )
    }

    private func program(_ name: String, package: String, for purpose: String) -> Finding {
        Finding(
            isGood: Shell.find(name) != nil,
            what: "\(name), for \(purpose)",
            remedy: "apt-get install \(package)"
        )
    }

    /// A demo shop takes about 300 MB, the replay of a year's orders about 2 GB.
    private func space() -> Finding {
        let folder = (try? state.folder().root.path) ?? "."
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize]) as? Int ?? 0
        return Finding(
            isGood: free > 2 << 30,
            what: "\(free >> 30) GiB free in \(folder)",
            remedy: "make room for at least 2 GiB, or name another folder with --state"
        )
    }

    private func user() -> Finding {
        let user = try? ServerUser.current()
        return Finding(
            isGood: user != nil,
            what: user == nil ? "no user that Postgres could run as" : "a user that Postgres can run as",
            remedy: "run as another user than root, or apt-get install postgresql to get the user postgres"
        )
    }
}
