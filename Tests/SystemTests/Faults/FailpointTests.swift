import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

/// One place after another is hurt in each way, and what a few purchases leave is compared with what they leave when
/// nothing goes wrong.
///
/// `EMPORIA_FAULT_SHARE` says how many of the places × kinds: every 25th where it is not set, all of them with 1, as in
/// `make test-faults`.
@Suite(
    "A service hurt at any of its failpoints",
    .serialized,
    .openShop(
        ShopPlan(settings: [
            "EMPORIA_DRAIN_SECONDS": "0", "EMPORIA_ORDER_LEASE_SECONDS": "2", "EMPORIA_ORDER_CALL_SECONDS": "1.5",
            "EMPORIA_ORDER_PAYMENT_POLL_SECONDS": "2", "SWIFT_BACKTRACE": "enable=no",
        ])
    ),
    OpenShop.logOnFailure
)
struct FailpointTests {
    @Test("XC-08 leaves every purchase as it ends without: placed or unwound, nothing lost, nothing doubled")
    func endsAsWithout() async throws {
        let shop = try OpenShop.current
        try await shop.succeed(.put, .simulator, "/v1/behaviour", body: #"{"approveAfterMs":200}"#)
        let wanted = try await FaultScene(shop: shop, name: "without").play()
        #expect(wanted.lines.contains("orders shipped, captured: 2"), "\(wanted.lines)")

        for (number, (place, kind)) in Self.faults.enumerated() {
            let started = ContinuousClock.now
            let isReached = try await play(number, place, kind, in: shop, against: wanted)
            #expect(isReached, "\(place)@\(kind) was never reached")
            let seconds = ((ContinuousClock.now - started) / .seconds(1)).formatted(
                .number.precision(.fractionLength(1))
            )
            print("\(number + 1)/\(Self.faults.count) \(place)@\(kind) \(seconds) s")
        }
        try await shop.expectEveryPromiseHolds()
    }

    /// Plays the scene until the place was reached: a few are passed only by a worker that is faster than a client who asks
    /// again.
    private func play(
        _ number: Int,
        _ place: FaultPlace,
        _ kind: FaultPlace.Kind,
        in shop: SystemShop,
        against wanted: EndState
    ) async throws -> Bool {
        for attempt in 1...5 {
            let before = shop.log.failpoints.count
            let found = try await shop.hurting(place, kind) {
                try await FaultScene(shop: shop, name: "fault\(number)x\(attempt)").play(expecting: wanted)
            }
            let differences = found.differences(from: wanted)
            #expect(differences.isEmpty, "\(place)@\(kind): \(differences.joined(separator: "; "))")
            if shop.log.failpoints.dropFirst(before).contains("\(place.name)@\(kind)") { return true }
        }
        return false
    }

    @Test("knows every place that there is")
    func knowsEveryPlace() {
        #expect(Set(FaultPlace.all.map(\.point)) == Set(Failpoint.allCases))
    }

    private static let faults: [(FaultPlace, FaultPlace.Kind)] = {
        let all = FaultPlace.all.flatMap { place in FaultPlace.Kind.allCases.map { (place, $0) } }
        let share = ProcessInfo.processInfo.environment["EMPORIA_FAULT_SHARE"].flatMap(Int.init) ?? 25
        return stride(from: 0, to: all.count, by: max(1, share)).map { all[$0] }
    }()
}

extension SystemShop {
    /// Does something while a place is armed. A service that is killed is started again, unarmed, at once.
    fileprivate func hurting(
        _ place: FaultPlace,
        _ kind: FaultPlace.Kind,
        _ body: @escaping @Sendable () async throws -> EndState
    ) async throws -> EndState {
        if let given = place.given { try await arm(given.service, given.failpoint) }
        try await arm(place.service, "\(place.name)@\(kind)@1")
        return try await withThrowingTaskGroup(of: EndState?.self) { group in
            group.addTask {
                try await self.restartWhenKilled(place.service)
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let finished = try await group.next() {
                if let finished { return finished }
            }
            throw CancellationError()
        }
    }

    private func arm(_ service: ServiceName, _ failpoints: String) async throws {
        _ = try await process(service).stop()
        try await start(service, settings: ["EMPORIA_FAILPOINTS": failpoints])
    }

    private func restartWhenKilled(_ service: ServiceName) async throws {
        let process = try process(service)
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        try await start(service)
    }
}
