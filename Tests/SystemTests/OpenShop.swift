import Testing

/// Opens one shop for all tests of a suite, which is most of what such a test costs, and closes it after the last.
struct OpenShop: SuiteTrait, TestScoping {
    let plan: ShopPlan
    @TaskLocal private static var shop: SystemShop?

    static var current: SystemShop {
        get throws { try #require(shop, "the suite has no open shop") }
    }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Turn.ofShops.take()
        let result: Result<Void, any Error>
        do {
            try await SystemShop.with(plan) { shop in
                try await Self.$shop.withValue(shop) { try await function() }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await Turn.ofShops.give()
        try result.get()
    }

    /// Beside the first failure stands what the services logged.
    static let logOnFailure = IssueHandlingTrait.compactMapIssues { issue in
        shop?.log.printTail()
        return issue
    }
}

extension Trait where Self == OpenShop {
    static var openShop: Self { openShop(ShopPlan()) }
    static func openShop(_ plan: ShopPlan) -> Self { Self(plan: plan) }
}

/// One shop at a time: on two cores, two would measure each other.
private actor Turn {
    static let ofShops = Turn()

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            isTaken = true
        }
    }

    func give() {
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
    }
}

/// Everything that needs the six services, the simulator and Postgres at once. One test at a time, since some of them
/// take a part of the shop away.
@Suite(.serialized, .openShop, OpenShop.logOnFailure)
enum SystemTests {}
