import Foundation
import Models
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EmporiaCommand
@testable import ServiceKit

extension ReplicaTests {
    @Suite("Exchanging keys and passwords under a steady load of checkouts")
    struct RotationTests {
        @Test("XC-13 fails no request, and what was exchanged is refused afterwards")
        func failsNothing() async throws {
            let shop = try OpenShop.current
            let rotation = Rotation(shop: shop)
            let names = ServiceName.allCases
            let oldIssuer = try rotation.key("issuer")
            let newIssuer = SigningKey(id: "issuer-2")
            let oldKeys = try names.map { ($0, try rotation.key($0.rawValue)) }
            let newKeys = names.map { ($0, SigningKey(id: "\($0.rawValue)-2")) }
            let (oldSecret, newSecret) = (try #require(shop.local.state.read("keys/provider")), Secrets.random())
            let (oldPassword, newPassword) = (try shop.local.secrets.databasePassword(of: .order), Secrets.random())
            let oldToken = try shop.token(.administrator)

            let load = try await shop.underLoad("rotation", wanting: .rotation) { load in
                let keys = { (pairs: [(ServiceName, SigningKey)]) in
                    Dictionary(grouping: pairs) { $0.0 }.mapValues { pairs in pairs.map { $0.1 } }
                }
                try await rotation.trust([oldIssuer, newIssuer], keys(oldKeys + newKeys))
                try await rotation.write(newIssuer.text, to: "issuer.key", "issuer.key", [.marketing])
                for (name, key) in newKeys {
                    try await rotation.write(key.text, to: "\(name.rawValue).key", "service.key", [name])
                }
                shop.issuer.withLock { $0 = TokenIssuer(issuer: Secrets.issuer, key: newIssuer) }
                try await load.everybodyLeft()
                try await rotation.trust([newIssuer], keys(newKeys))

                let users: [ServiceName] = [.payment, .simulator]
                for lines in [[oldSecret, newSecret], [newSecret, oldSecret], [newSecret]] {
                    let text = lines.joined(separator: "\n")
                    try await rotation.write(text, to: "provider", "provider.secret", users)
                }

                let file = "database-order"
                let both = oldPassword + "\n" + newPassword
                try await rotation.write(both, to: file, "database.password", [.order])
                try await shop.exchangePassword(of: .order, for: newPassword)
                try await load.served(20)
                try await rotation.write(newPassword, to: file, "database.password", [.order])
                try await shop.endSessions(of: .order)
            }

            #expect(load.failures == [])
            #expect(load.orders.count >= 60)
            #expect(load.requests == 2 * load.orders.count)
            try await expectRefused(oldToken, oldKeys, newKeys, in: shop)
            try await expectRefused(signedWith: oldSecret, insteadOf: newSecret, in: shop)
            await #expect(throws: PostgresError.self) { try await shop.connect(as: .order, password: oldPassword) }
            try await shop.connect(as: .order, password: newPassword)
            try await shop.expectEveryPromiseHolds()
        }

        private func expectRefused(
            _ oldToken: String,
            _ oldKeys: [(ServiceName, SigningKey)],
            _ newKeys: [(ServiceName, SigningKey)],
            in shop: SystemShop
        ) async throws {
            let stock = "/v1/stock/TEA"
            let old = try await shop.send(.get, .inventory, stock, as: oldToken)
            let new = try await shop.send(.get, .inventory, stock, as: shop.token(.administrator))
            #expect(old.status == 401)
            #expect(new.status == 200)
            for (keys, wanted) in [(oldKeys, 401), (newKeys, 200)] {
                for (name, key) in keys where name != .order {
                    let token = try ServiceIdentity(name: name, key: key).token(for: .order)
                    let answer = try await shop.send(.post, .order, "/v1/events", as: token, body: "[]")
                    let mayTell = EventRouting.speakers(to: .order).contains(name)
                    #expect(answer.status == (wanted == 200 && !mayTell ? 403 : wanted), "\(name): \(answer.text)")
                }
            }
        }

        private func expectRefused(signedWith old: String, insteadOf new: String, in shop: SystemShop) async throws {
            let path = "/v1/provider/charges/\(PaymentID())"
            for (secret, wanted) in [(old, 401), (new, 404)] {
                let header = MessageSignature(secret: secret).signing("GET", path, body: [], at: .now)
                let url = shop.local.url(of: .simulator) + path
                let answer = try await shop.http.send(.get, url, headers: [(MessageSignature.header, header)])
                #expect(answer.status == wanted, "\(answer.text)")
            }
            let callback = "/v1/provider-callbacks/simulator"
            let header = MessageSignature(secret: old).signing("POST", callback, body: [], at: .now)
            let url = shop.local.url(of: .payment) + callback
            let answer = try await shop.http.send(.post, url, headers: [(MessageSignature.header, header)], body: [])
            #expect(answer.status == 401, "\(answer.text)")
        }
    }
}

extension SystemShop {
    /// As a database's administrator does, and then cuts the sessions that were begun with the old one.
    func exchangePassword(of name: ServiceName, for password: String) async throws {
        try local.servers[name].sql("ALTER ROLE emporia_\(name.rawValue) PASSWORD '\(password)'")
        try await endSessions(of: name)
    }

    func endSessions(of name: ServiceName) async throws {
        try local.servers[name].sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'emporia_\(name.rawValue)'"
        )
    }

    /// - Throws: `PostgresError` where the password does not open.
    func connect(as name: ServiceName, password: String) async throws {
        let database = Database(
            PostgresConfiguration(
                conninfo: local.servers[name].connection(user: "emporia_" + name.rawValue),
                password: password,
                connections: 1,
                queueTimeoutSeconds: 2
            ),
            logger: .silent
        )
        let result: Result<Void, any Error>
        do {
            try await database.run("SELECT 1")
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await database.close()
        try result.get()
    }
}
