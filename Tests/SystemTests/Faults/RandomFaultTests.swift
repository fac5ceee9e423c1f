import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

/// A shop hurt from outside while it sells: services and Postgres killed, stopped and restarted, connections cut, answers
/// lost. `EMPORIA_FAULTS` and `EMPORIA_FAULT_ORDERS` say how many faults over how many orders, `EMPORIA_FAULT_SEED` which.
@Suite(
    "A shop hurt at random while it sells",
    .serialized,
    .openShop(ShopPlan(isProxied: true, settings: ["EMPORIA_DRAIN_SECONDS": "0", "SWIFT_BACKTRACE": "enable=no"])),
    OpenShop.logOnFailure
)
struct RandomFaultTests {
    @Test("XC-08 XC-07 tells every buyer the truth: the history of all calls agrees with what the data say")
    func keepsPromises() async throws {
        let shop = try OpenShop.current
        let (faults, orders) = (Self.number("EMPORIA_FAULTS", 12), Self.number("EMPORIA_FAULT_ORDERS", 900))
        try await shop.succeed(.put, .simulator, "/v1/behaviour", body: #"{"approveAfterMs":200}"#)
        let seed = UInt64(Self.number("EMPORIA_FAULT_SEED", 1))
        let crowd = FaultCrowd(of: orders, in: shop)
        let started = ContinuousClock.now
        async let buying: Void = crowd.buy()

        // What happens to connections happens also while a machine is mended.
        async let machines = Self.storm(of: RandomFault.ofMachines, faults - faults / 2, shop, crowd, seed: seed)
        async let connections = Self.storm(of: RandomFault.ofConnections, faults / 2, shop, crowd, seed: seed)
        let counts = try await machines.merging(connections) { $0 + $1 }
        try await buying

        #expect(crowd.unknown.isEmpty, "\(crowd.unknown.prefix(3)) after \(crowd.calls.answers) \(crowd.calls.errors)")
        try await shop.withDatabase { database in
            try await eventually("nothing is under way") { (try? await shop.isSettled(database)) == true }
            let facts = try await ShopFacts(of: FaultCrowd.name, in: shop, database)
            let breaches = HistoryChecker(crowd.history.operations, facts).breaches()
            #expect(breaches.isEmpty, "\(breaches.prefix(5))")
            #expect(facts.orders.count == orders)
        }
        try await shop.expectEveryPromiseHolds()
        let seconds = Int((ContinuousClock.now - started) / .seconds(1))
        print(
            "\(faults) faults over \(orders) orders in \(seconds) s: \(counts); \(crowd.calls.answers), \(crowd.calls.lost) lost"
        )
    }

    /// Spread evenly over the orders.
    private static func storm(
        of kinds: [RandomFault],
        _ count: Int,
        _ shop: SystemShop,
        _ crowd: FaultCrowd,
        seed: UInt64
    ) async throws -> [RandomFault: Int] {
        var storm = FaultStorm(of: kinds, in: shop, seed: seed)
        for fault in 1...count {
            let orders = fault * crowd.count / (count + 1)
            try await eventually("\(orders) have bought", within: 600) { crowd.ended >= orders }
            try await storm.strike()
        }
        return storm.counts
    }

    private static func number(_ name: String, _ fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? fallback
    }
}
