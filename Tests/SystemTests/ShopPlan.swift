import Models

@testable import EmporiaCommand

/// How a system test's shop is laid out.
struct ShopPlan: Sendable {
    enum Servers: Sendable {
        /// One for all schemas.
        case one
        /// One for each schema.
        case separate
        /// A primary whose commits wait for a standby, and the standby.
        case replicated
    }

    /// Processes of each of the six services; of the world outside there is one.
    var replicas = 1
    var servers = Servers.one
    /// Whether a network that can be hurt lies before each service.
    var isProxied = false
    /// Of every service, beside those that make a shop of them.
    var settings: [String: String] = [:]

    func replicas(of name: ServiceName) -> Range<Int> { 0..<(name == .simulator ? 1 : replicas) }

    var everyReplica: [Replica] {
        ServiceName.allCases.flatMap { name in replicas(of: name).map { Replica(name: name, number: $0) } }
    }
}

/// One process of a service.
struct Replica: Hashable, Sendable, CustomStringConvertible {
    let name: ServiceName
    let number: Int

    var description: String { "\(name.rawValue)-\(number)" }
}
