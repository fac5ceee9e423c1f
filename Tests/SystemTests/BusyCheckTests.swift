import Models
import Postgres
import TestSupport
import Testing

@testable import EmporiaCommand

extension ReplicaTests {
    @Suite("The check of a busy shop")
    struct BusyCheckTests {
        /// As the cluster runs it every hour.
        @Test("XC-08 finds nothing wrong while orders keep coming, by a login that reads and no more")
        func findsNothing() async throws {
            let shop = try OpenShop.current
            let reader = PostgresConfiguration(
                conninfo: shop.local.postgres.connection(user: DatabaseLogins.role(of: DatabaseLogins.reader)),
                password: try shop.local.secrets.password(ofLogin: DatabaseLogins.reader),
                connections: 2
            )
            let checker = PromiseChecker(server: reader, journal: nil)

            _ = try await shop.underLoad("busy check", wanting: .busy) { _ in
                let report = try await checker.run(settleSeconds: 0, patience: .seconds(20))
                let broken = report.lines.filter { !$0.isKept }.map(\.text)
                #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
            }

            try await shop.expectEveryPromiseHolds()
        }
    }
}
