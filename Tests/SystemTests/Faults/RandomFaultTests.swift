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
        var storm = FaultStorm(shop, seed: UInt64(Self.number("EMPORIA_FAULT_SEED", 1)))
        let crowd = FaultCrowd(of: orders, in: shop)
        let started = ContinuousClock.now
        async let buying: Void = crowd.buy()

        for fault in 1...faults {
            try await eventually("\(fault * orders / (faults + 1)) have bought", within: 600) {
                crowd.ended >= fault * orders / (faults + 1)
            }
            try await storm.strike()
        }
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
            "\(faults) faults over \(orders) orders in \(seconds) s: \(storm.counts); \(crowd.calls.answers), \(crowd.calls.lost) lost"
        )
    }

    private static func number(_ name: String, _ fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? fallback
    }
}
