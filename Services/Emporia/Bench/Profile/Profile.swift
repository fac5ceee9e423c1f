import Foundation
import Models
import Postgres

/// Where a shop's processor time goes, from samples that Linux' `perf` takes of all processors.
struct Profile: Sendable {
    /// Of a piece of work, in microseconds, by process and kind.
    private(set) var microseconds: [String: [ProfileKind: Double]] = [:]

    private static let samplesPerSecond = 499

    /// Samples while `work` runs, which is to last at least as long as `seconds`.
    /// - Returns: Nil where there is no `perf`, or the system does not let us use it.
    static func taking(
        from bench: BenchShop,
        seconds: Double,
        _ work: @escaping @Sendable () async -> LoadResult
    ) async throws -> Profile? {
        guard let perf = Shell.find("perf", besides: ["/usr/bin"]) else { return nil }
        let file = bench.shop.state.root.appending(path: "perf.data").path
        let (recordings, recorded) = AsyncStream.makeStream(of: Bool.self)
        // Not on one of Swift's few threads, which the buyers need.
        let isStarted = SystemThread.start {
            let arguments = ["record", "-F", "\(samplesPerSecond)", "-a", "-o", file, "--", "sleep", "\(seconds)"]
            recorded.yield((try? Shell.run(perf, arguments)) != nil)
            recorded.finish()
        }
        guard isStarted else { return nil }
        let started = ContinuousClock.now
        let result = await work()
        let lasted = (ContinuousClock.now - started) / .seconds(1)
        guard await recordings.first(where: { _ in true }) == true,
            let samples = try? Shell.run(perf, ["script", "-i", file, "-F", "comm,pid,ip,sym,dso"])
        else { return nil }
        let pieces = Double(result.done) * seconds / lasted
        return Profile(samples, names: names(bench), pieces: pieces)
    }

    private static func names(_ bench: BenchShop) -> [Substring: String] {
        let pairs = bench.runner.processes.map { (Substring("\($0.processID)"), $0.name.rawValue) }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// - Parameters:
    ///   - samples: Lines such as `postgres  4711  5581c0 ExecScan (/usr/lib/postgresql/15/bin/postgres)`.
    ///   - names: Of processes, by their ids. Of others only those of Postgres count.
    init(_ samples: String, names: [Substring: String], pieces: Double) {
        let share = 1_000_000 / Double(Self.samplesPerSecond) / max(pieces, 1)
        for line in samples.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 5, let library = fields.last?.dropFirst().dropLast() else { continue }
            guard let name = names[fields[1]] ?? (fields[0] == "postgres" ? "postgres" : nil) else { continue }
            microseconds[name, default: [:]][ProfileKind(symbol: fields[3], library: library), default: 0] += share
        }
    }

    /// A row for each kind, the dearest first.
    func table(processes: [String]) -> Table {
        var table = Table(columns: [""] + processes + ["all"])
        func each(_ kind: ProfileKind) -> [Double] { processes.map { microseconds[$0]?[kind] ?? 0 } }
        let kinds = ProfileKind.allCases.map { (kind: $0, each: each($0), all: each($0).reduce(0, +)) }
        for row in kinds.sorted(by: { $0.all > $1.all }) where row.all >= 1 {
            table.add(cells: [row.kind.rawValue] + (row.each + [row.all]).map { $0.fixed(0) })
        }
        let sums = processes.map { microseconds[$0]?.values.reduce(0, +) ?? 0 }
        table.add(cells: ["all"] + (sums + [sums.reduce(0, +)]).map { $0.fixed(0) })
        return table
    }
}
