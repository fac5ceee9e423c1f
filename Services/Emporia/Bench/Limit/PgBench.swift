import Foundation

/// Postgres' own load generator, on the shop's server while the services have nothing to do.
struct PgBench: Sendable {
    let postgres: LocalPostgres

    /// - Parameters:
    ///   - script: Its transactions are prepared.
    ///   - variables: What the script calls by `:name`.
    /// - Returns: Transactions a second.
    func run(_ script: String, clients: Int, seconds: Double, variables: [String: Int] = [:]) throws -> Double {
        let definitions = variables.sorted { $0.key < $1.key }.map { "\\set \($0.key) \($0.value)\n" }.joined()
        let output = try postgres.pgbench(
            script: definitions + script,
            clients: clients,
            seconds: max(1, Int(seconds.rounded()))
        )
        guard let rate = Self.rate(in: output) else { throw BenchFailure("pgbench told no rate: \(output)") }
        return rate
    }

    /// The figure of its line `tps = 3135.123456 (without initial connection time)`.
    static func rate(in output: String) -> Double? {
        let line = output.split(separator: "\n").first { $0.hasPrefix("tps = ") }
        return line.flatMap { Double($0.dropFirst("tps = ".count).prefix { $0.isNumber || $0 == "." }) }
    }
}
