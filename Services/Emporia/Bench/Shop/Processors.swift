import Foundation
import Glibc

/// The processors that this program may use, divided between a shop and those who ask it.
struct Processors: Sendable {
    let shop: [Int]
    let load: [Int]

    /// Half each; nil where there are not two, or no `taskset` to give them out.
    init?() {
        guard let allowed = Self.allowed, allowed.count > 1, Self.taskset != nil else { return nil }
        shop = Array(allowed.prefix(allowed.count / 2))
        load = Array(allowed.dropFirst(allowed.count / 2))
    }

    /// From now on every thread of this program, and what it starts, uses these.
    func use(_ processors: [Int]) throws {
        guard let taskset = Self.taskset else { return }
        let list = processors.map(String.init).joined(separator: ",")
        // A thread that ends while `taskset` goes through them fails it.
        let attempts = (1...5).lazy.map { _ in
            Result { try Shell.run(taskset, ["-a", "-c", "-p", list, "\(getpid())"]) }
        }
        let isDone = attempts.contains { (try? $0.get()) != nil }
        guard isDone else { throw BenchFailure("taskset does not give this program the processors \(list)") }
    }

    private static var taskset: String? { Shell.find("taskset", besides: ["/usr/bin"]) }

    /// From a line such as `Cpus_allowed_list:	0-1,4`.
    private static var allowed: [Int]? {
        let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
        return line?.split(separator: "\t").last?.split(separator: ",").flatMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return ends.isEmpty ? [] : Array(ends[0]...max(ends[0], ends[ends.count - 1]))
        }
    }
}
