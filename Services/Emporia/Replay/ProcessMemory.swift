import Foundation
import Glibc
import Models

/// The most memory that processes ever had resident.
enum ProcessMemory {
    struct Peak: Sendable {
        let name: String
        let mebibytes: Int
    }

    /// Of a process, then of the services that it started.
    static func peaks(of parent: pid_t) -> [Peak] {
        let services = Set(ServiceName.allCases.map(\.rawValue))
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        let children = ids.filter { status(of: $0)["PPid"] == "\(parent)" }.compactMap(peak)
        return [peak(of: parent)].compactMap(\.self)
            + children.filter { services.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private static func peak(of process: pid_t) -> Peak? {
        let status = status(of: process)
        guard let name = status["Name"],
            let kibibytes = status["VmHWM"]?.split(separator: " ").first.flatMap({ Int($0) })
        else { return nil }
        return Peak(name: name, mebibytes: kibibytes >> 10)
    }

    private static func status(of process: pid_t) -> [String: String] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1]).trimmed) : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
