import Foundation
import Glibc

/// CPU time of processes, from `/proc`.
enum ProcessorTime {
    /// Milliseconds that this process has used, in user and in kernel mode.
    static func milliseconds(of process: pid_t) -> Double {
        guard let fields = fields(of: process), fields.count > 12, let user = Double(fields[11]),
            let kernel = Double(fields[12])
        else { return 0 }
        return (user + kernel) * 1000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The same with all its children that live, as for a postmaster and its backends.
    static func milliseconds(ofFamily parent: pid_t) -> Double {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = processes.compactMap { pid_t($0) }.filter { child in
            fields(of: child).flatMap { $0.count > 1 ? pid_t($0[1]) : nil } == parent
        }
        return ([parent] + children).reduce(0) { $0 + milliseconds(of: $1) }
    }

    /// What stands behind the process's name in `/proc/<pid>/stat`: state, parent, … (proc(5)).
    private static func fields(of process: pid_t) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        return text[name...].dropFirst(2).split(separator: " ")
    }
}
