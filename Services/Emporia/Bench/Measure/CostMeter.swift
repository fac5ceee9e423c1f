import Models
import Postgres
import ServiceKit

/// Reads what a shop's processes have used up to now; the difference of two readings is what the time between cost.
struct CostMeter: Sendable {
    private let bench: BenchShop
    private let processes: [ServiceProcess]
    let database: Database

    struct Reading: Sendable {
        let processes: [(name: String, milliseconds: Double)]
        /// Of this program, which makes the load.
        let generatorMilliseconds: Double
        /// The position in the write-ahead log, as Postgres writes it.
        let logPosition: String
        let logBytes: Int64
        /// By the server's clock.
        let at: Timestamp
    }

    /// Opens a connection as the server's owner for as long as `body` runs.
    /// - Parameter processes: Of which the time counts; all of the shop's where none are given.
    static func with<T>(
        _ bench: BenchShop,
        processes: [ServiceProcess]? = nil,
        _ body: (CostMeter) async throws -> T
    ) async throws -> T {
        try await Database.with(bench.server) { database in
            let processes = processes ?? bench.runner.processes
            return try await body(CostMeter(bench: bench, processes: processes, database: database))
        }
    }

    func read() async throws -> Reading {
        let rows = try await database.query(
            """
            SELECT position::text AS position, pg_wal_lsn_diff(position, '0/0')::bigint AS bytes, clock_timestamp() AS at
              FROM pg_current_wal_flush_lsn() AS position
            """
        )
        guard let row = rows.first else { throw BenchFailure("the server did not tell its log position") }
        var processes = self.processes.map { process in
            (name: process.name.rawValue, milliseconds: ProcessorTime.milliseconds(of: process.processID))
        }
        if let postmaster = bench.shop.postgres.processID {
            processes.append(("postgres", ProcessorTime.milliseconds(ofFamily: postmaster)))
        }
        return Reading(
            processes: processes,
            generatorMilliseconds: ProcessorTime.millisecondsOfOwn(),
            logPosition: try row.get("position"),
            logBytes: try row.get("bytes"),
            at: try row.get("at")
        )
    }
}

/// What a piece of work cost, by the piece.
struct Cost: Sendable {
    let processes: [(name: String, milliseconds: Double)]
    let generatorMilliseconds: Double
    let logBytes: Double

    init(from earlier: CostMeter.Reading, to later: CostMeter.Reading, pieces: Int) {
        let pieces = Double(max(pieces, 1))
        processes = zip(earlier.processes, later.processes).map {
            ($0.name, ($1.milliseconds - $0.milliseconds) / pieces)
        }
        generatorMilliseconds = (later.generatorMilliseconds - earlier.generatorMilliseconds) / pieces
        logBytes = Double(later.logBytes - earlier.logBytes) / pieces
    }

    /// All processes but the load generator.
    var milliseconds: Double { processes.reduce(0) { $0 + $1.milliseconds } }

    /// Of all replicas together.
    subscript(name: String) -> Double {
        processes.filter { $0.name == name }.reduce(0) { $0 + $1.milliseconds }
    }
}
