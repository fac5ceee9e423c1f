import Foundation
import Glibc

/// CPU time of processes, from `/proc`.
enum ProcessorTime {
    /// Milliseconds that this process has used, in user and in kernel mode; to 10 ms.
    static func milliseconds(of process: pid_t) -> Double { ticks(of: process, from: 11, count: 2) }

    /// The same with all its children, the ended ones too, as for a postmaster and its backends.
    static func milliseconds(ofFamily parent: pid_t) -> Double {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = processes.compactMap { pid_t($0) }.filter { child in
            fields(of: child).flatMap { $0.count > 1 ? pid_t($0[1]) : nil } == parent
        }
        return children.reduce(ticks(of: parent, from: 11, count: 4)) { $0 + milliseconds(of: $1) }
    }

    /// Milliseconds that this program itself has used; to a microsecond.
    static func millisecondsOfOwn() -> Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) * 1000 + Double($1.tv_usec) / 1000 }
    }

    /// utime, stime, and the same of children that were waited for, stand side by side.
    private static func ticks(of process: pid_t, from first: Int, count: Int) -> Double {
        guard let fields = fields(of: process), fields.count >= first + count else { return 0 }
        let sum = fields[first..<first + count].compactMap { Double($0) }.reduce(0, +)
        return sum * 1000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What stands behind the process's name in `/proc/<pid>/stat`: state, parent, … (proc(5)).
    private static func fields(of process: pid_t) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        return text[name...].dropFirst(2).split(separator: " ")
    }
}
