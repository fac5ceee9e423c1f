import Foundation
import Glibc
import Models
import Postgres
import TestSupport

@testable import EmporiaCommand

/// What may happen to a shop from outside.
enum RandomFault {
    case kill, freeze, endSessions, freezeSession, crashPostgres, stopPostgres
    case cut, loseAnswers, refuse, slow, slice

    /// Of processes and sessions. One at a time: what is mended needs the others whole.
    static let ofMachines: [RandomFault] = [
        .kill, .freeze, .endSessions, .freezeSession, .crashPostgres, .stopPostgres,
    ]
    /// Of connections, whatever else has happened.
    static let ofConnections: [RandomFault] = [.cut, .loseAnswers, .refuse, .slow, .slice]

    /// Postgres goes seldom, since it takes everything with it.
    static func draw(from faults: [RandomFault], _ random: inout SeededGenerator) -> RandomFault {
        let fault = faults.randomElement(using: &random) ?? .kill
        guard fault == .crashPostgres || fault == .stopPostgres else { return fault }
        return Int.random(in: 0..<3, using: &random) == 0 ? fault : .kill
    }
}

/// Hurts a shop in some ways, and mends what it hurt.
struct FaultStorm {
    let shop: SystemShop
    private let faults: [RandomFault]
    private var random: SeededGenerator
    private(set) var counts: [RandomFault: Int] = [:]

    init(of faults: [RandomFault], in shop: SystemShop, seed: UInt64) {
        self.faults = faults
        self.shop = shop
        random = SeededGenerator(seed: seed)
    }

    mutating func strike() async throws {
        let fault = RandomFault.draw(from: faults, &random)
        counts[fault, default: 0] += 1
        let service = ServiceName.allCases.randomElement(using: &random) ?? .order
        let owner = ServiceName.withDatabase.randomElement(using: &random) ?? .order
        let pause = Duration.milliseconds(Int.random(in: 300..<3000, using: &random))
        switch fault {
        case .kill:
            // Not the simulator: it plays the customers too, and they would never act.
            try await shop.crash(owner)
            try await shop.start(owner)
        case .freeze:
            let process = try shop.process(service)
            process.send(SIGSTOP)
            try await Task.sleep(for: pause)
            process.send(SIGCONT)
        case .endSessions: try await shop.endSessions(of: owner)
        case .freezeSession: try await shop.freezeSession(of: owner, for: pause)
        case .crashPostgres: try await shop.crashPostgres()
        case .stopPostgres: try await shop.restartPostgres(mode: Bool.random(using: &random) ? "fast" : "immediate")
        case .cut, .loseAnswers, .refuse, .slow, .slice:
            guard let proxy = shop.proxies[Replica(name: service, number: 0)] else { return }
            try await Self.hurt(proxy, fault, for: pause, count: Int.random(in: 1...20, using: &random))
        }
    }

    private static func hurt(_ proxy: FaultProxy, _ fault: RandomFault, for pause: Duration, count: Int) async throws {
        switch fault {
        case .loseAnswers: proxy.loseAnswers(count)
        case .refuse:
            proxy.refuse(true)
            try await Task.sleep(for: pause)
            proxy.refuse(false)
        case .slow:
            proxy.slow(milliseconds: 150)
            try await Task.sleep(for: pause)
            proxy.slow(milliseconds: 0)
        case .slice:
            proxy.slice(true)
            try await Task.sleep(for: pause)
            proxy.slice(false)
        case .cut, .kill, .freeze, .endSessions, .freezeSession, .crashPostgres, .stopPostgres: proxy.cut()
        }
    }
}

extension SystemShop {
    /// One session of a service stands still, with every lock that it holds.
    fileprivate func freezeSession(of name: ServiceName, for pause: Duration) async throws {
        let session = try await withDatabase { database in
            try await database.query(
                """
                SELECT pid FROM pg_stat_activity
                 WHERE usename = \("emporia_" + name.rawValue)
                 ORDER BY state = 'active' DESC, random()
                 LIMIT 1
                """
            ).first?.get("pid", as: Int.self)
        }
        guard let session else { return }
        kill(pid_t(session), SIGSTOP)
        try await Task.sleep(for: pause)
        kill(pid_t(session), SIGCONT)
    }

    /// As an operator does (fast), or one in a hurry (immediate).
    fileprivate func restartPostgres(mode: String) async throws {
        let server = local.postgres
        try server.run(server.pgCtl, ["stop", "--pgdata", server.data.path, "--mode", mode, "--wait"])
        try server.start()
    }
}
