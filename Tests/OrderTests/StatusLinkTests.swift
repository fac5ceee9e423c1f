import Foundation
import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("The key of the status links")
struct StatusLinkTests {
    private let customer = TestCaller.customer(CustomerID())

    @Test("ORD-14 XC-13 follows its file, and who asks again gets the link that the order began with")
    func exchange() async throws {
        try await withShop(keys: "old") { shop, keys in
            let first = try await shop.checkOut(as: customer, key: "first")
            let link = try #require(first["statusUrl"])
            let id = try #require(first["orderId"].flatMap(OrderID.init))
            #expect(link == "/v1/order-status/" + token(for: id, "old"))

            try keys.write("new\nold\n")
            let again = try await shop.checkOut(as: customer, key: "first")
            let asked = try await shop.service.send(.get, "/v1/checkouts/\(id)", as: customer)
            let second = try await shop.checkOut(as: customer, key: "second")

            #expect(again["orderId"] == id.description && again["statusUrl"] == link, "\(again.text)")
            #expect(asked["statusUrl"] == link, "\(asked.text)")
            let other = try #require(second["orderId"].flatMap(OrderID.init))
            #expect(second["statusUrl"] == "/v1/order-status/" + token(for: other, "new"))
            for link in [link, try #require(second["statusUrl"])] {
                #expect(try await shop.service.send(.get, link).status == 200)
            }
        }
    }

    @Test("ORD-14 once dropped, gives no link rather than one that leads nowhere; those given out open still")
    func dropped() async throws {
        try await withShop(keys: "old") { shop, keys in
            let first = try await shop.checkOut(as: customer, key: "first")

            try keys.write("new")
            let again = try await shop.checkOut(as: customer, key: "first")

            #expect(again.status == 201 && again["orderId"] == first["orderId"], "\(again.text)")
            #expect(again["statusUrl"] == nil)
            #expect(try await shop.service.send(.get, #require(first["statusUrl"])).status == 200)
        }
    }

    @Test("ORD-14 may be exchanged in the middle of a checkout, whose link opens")
    func meanwhile() async throws {
        try await withShop(keys: "old") { shop, keys in
            shop.suite.arrange { world in
                world.meanwhile = {
                    try keys.write("new\nold")
                    // Whoever scrapes looks at the file.
                    let metrics = try await shop.service.send(.get, "/metrics").text
                    #expect(metrics.contains(#"emporia_secret_file_timestamp_seconds{secret="order.status.secret"}"#))
                }
            }
            let answer = try await shop.checkOut(as: customer)
            // Or shop and world would hold on to each other.
            shop.suite.arrange { $0.meanwhile = nil }

            #expect(answer.status == 201, "\(answer.text)")
            #expect(try await shop.service.send(.get, #require(answer["statusUrl"])).status == 200)
        }
    }

    @Test("ORD-14 shows a SKU's signs as text, also one that a letter takes along")
    func escaped() {
        #expect("<b>&'\"".escapedForHTML == "&lt;b&gt;&amp;&#39;&quot;")
        #expect("\u{0D4E}<script\u{0D4E}>茶".escapedForHTML == "\u{0D4E}&lt;script\u{0D4E}&gt;茶")
    }

    @Test("ORD-14 orders of the release before are found by their link, its new form and their number")
    func before() async throws {
        try await withShop(keys: "old") { shop, _ in
            let answer = try await shop.checkOut(as: customer)
            let id = try #require(answer["orderId"].flatMap(OrderID.init))
            let number = try #require(answer["number"])
            try await shop.environment.database.run(
                "UPDATE orders SET status_token_hash = link_hash, link_hash = NULL, serial = NULL"
            )
            let old = StatusLinks(WatchedSecret(["old"])).token(for: id).secret

            #expect(try await shop.service.send(.get, "/v1/order-status/\(old)")["number"] == number)
            let asked = try await shop.service.send(.get, "/v1/checkouts/\(id)", as: customer)
            #expect(asked["statusUrl"] == answer["statusUrl"])
            #expect(try await shop.service.send(.get, #require(asked["statusUrl"]))["number"] == number)
            let found = try await shop.service.send(.get, "/v1/orders?number=\(number)", as: customer)
            #expect(found["items/0/id"] == id.description, "\(found.text)")
        }
    }

    private func token(for id: OrderID, _ key: String) -> String {
        StatusLinks(WatchedSecret([key])).token(for: id).description
    }

    private func withShop(keys: String, _ body: (OrderShop, KeyFile) async throws -> Void) async throws {
        let file = KeyFile()
        defer { file.remove() }
        try file.write(keys)
        try await OrderShop.with(settings: ["order.status.secret.file": file.path]) { try await body($0, file) }
    }
}

/// Replaced as a whole, as an editor and a mounted Secret do.
private struct KeyFile: Sendable {
    let path = "/tmp/emporia-status-\(UUID().uuidString.prefix(8).lowercased())"

    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) }
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
