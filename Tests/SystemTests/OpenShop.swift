import Testing

/// Opens one shop for all tests of a suite, which is most of what such a test costs, and closes it after the last.
struct OpenShop: SuiteTrait, TestScoping {
    @TaskLocal private static var shop: SystemShop?

    static var current: SystemShop {
        get throws { try #require(shop, "the suite has no open shop") }
    }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await SystemShop.with { shop in
            try await Self.$shop.withValue(shop) { try await function() }
        }
    }

    /// Beside the first failure stands what the services logged.
    static let logOnFailure = IssueHandlingTrait.compactMapIssues { issue in
        shop?.log.printTail()
        return issue
    }
}

extension Trait where Self == OpenShop {
    static var openShop: Self { Self() }
}

/// Everything that needs the six services, the simulator and Postgres at once. One test at a time, since some of them
/// take a part of the shop away.
@Suite(.serialized, .openShop, OpenShop.logOnFailure)
enum SystemTests {}
