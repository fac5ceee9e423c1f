import Foundation
import Glibc

extension ProcessMemory {
    struct Resident: Sendable {
        /// All that lies in memory for the process, shared libraries included.
        var mebibytes = 0.0
        /// Of it what no file backs: what the process itself has made.
        var ownMebibytes = 0.0
    }

    /// What the process has resident now.
    static func resident(of process: pid_t) -> Resident {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        func mebibytes(_ name: String) -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map {
                $0 / 1024
            }
                ?? 0
        }
        return Resident(mebibytes: mebibytes("VmRSS"), ownMebibytes: mebibytes("RssAnon"))
    }
}
