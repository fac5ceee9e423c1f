import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite("The payment routes")
struct PaymentRouteTests {
    @Test("say in openapi.yaml what they serve, and serve what it says")
    func contract() async throws {
        try await PaymentFixture.with { fixture in
            let endpoints = fixture.service.endpoints.filter { $0.path.hasPrefix("/v1/") }

            let differences = try OpenAPIContract.differences(between: endpoints, and: "Services/Payment/openapi.yaml")

            #expect(differences == [])
        }
    }

    @Test("PAY-03 a saved token is charged in one call, and asked again answers the same")
    func oneCall() async throws {
        try await PaymentFixture.with { fixture in
            let (id, order) = (PaymentID(), OrderID())

            let first = try await fixture.request(id, order: order)
            let second = try await fixture.request(id, order: order)

            #expect(first.status == 200)
            #expect(first["status"] == "authorised")
            #expect(second.body == first.body)
            #expect(try await fixture.simulator.witness(id).operations == ["opened"])
            #expect(try await fixture.said(about: id).isEmpty, "the answer has told it")
        }
    }

    @Test("PAY-02 a declined token fails the payment and makes room for another one")
    func declined() async throws {
        try await PaymentFixture.with { fixture in
            let order = OrderID()

            let declined = try await fixture.request(order: order, token: "tok_insufficient_funds")
            let other = try await fixture.request(order: order)
            let third = try await fixture.request(order: order)

            #expect(declined["status"] == "declined")
            #expect(declined["reason"] == "The account does not cover the amount.")
            #expect(other["status"] == "authorised")
            #expect(third.status == 409)
            #expect(third.problemType == "/problems/order-has-payment")
        }
    }

    @Test("PAY-02 the same id with other terms, and an id that was released, are refused")
    func conflicts() async throws {
        try await PaymentFixture.with { fixture in
            let (id, order, buried) = (PaymentID(), OrderID(), PaymentID())
            _ = try await fixture.request(id, order: order)

            let differs = try await fixture.request(id, order: order, minor: 1)
            let release = try await fixture.release(buried)
            let again = try await fixture.release(buried)
            let late = try await fixture.request(buried)

            #expect(differs.problemType == "/problems/payment-differs")
            #expect([release.status, again.status] == [204, 204])
            #expect(late.status == 409)
            #expect(late.problemType == "/problems/payment-released")
            #expect(try await fixture.show(buried).status == 409)
            #expect(try await fixture.simulator.witness(buried).operations == [])
        }
    }

    @Test("PAY-02 finance captures a part by hand, once")
    func capture() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()
            _ = try await fixture.request(id)
            let path = "/v1/payments/\(id)/captures"
            let part = #"{"amount":{"amountMinor":6000,"currency":"CNY"}}"#

            let first = try await fixture.service.send(.post, path, as: .role(.finance), body: part)
            try await fixture.settles(id, as: .captured)
            let other = try await fixture.service.send(.post, path, as: .role(.finance))

            #expect(first.status == 202)
            #expect(other.status == 202 || other.problemType == "/problems/payment-already-captured")
            #expect(try await fixture.simulator.witness(id).capturedMinor == 60_00)
            #expect(try await fixture.booked(id) == 60_00)
        }
    }

    @Test("PAY-12 finance reads balances and transactions; debits equal credits")
    func ledger() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()
            _ = try await fixture.request(id, capture: "now")
            try await fixture.settles(id, as: .captured)

            let accounts = try await fixture.service.send(.get, "/v1/ledger/accounts", as: .role(.finance))
            let transactions = try await fixture.service.send(
                .get,
                "/v1/ledger/transactions?paymentId=\(id)",
                as: .role(.finance)
            )

            #expect(accounts["items/0/account"] == "provider-clearing-card")
            #expect(accounts["items/0/balanceMinor"] == "10000")
            #expect(accounts["items/1/balanceMinor"] == "-10000")
            #expect(transactions["items/0/entries/0/debitMinor"] == "10000")
            #expect(transactions["items/1"] == nil)
        }
    }

    @Test("list payments page by page, newest first")
    func pages() async throws {
        try await PaymentFixture.with { fixture in
            let ids = (0..<5).map { _ in PaymentID() }
            for id in ids { _ = try await fixture.request(id) }

            var seen: [String] = []
            var path = "/v1/payments?limit=2"
            while true {
                let page = try await fixture.service.send(.get, path, as: .role(.support))
                seen += (0..<2).compactMap { page["items/\($0)/paymentId"] }
                guard let next = page["next"] else { break }
                path = "/v1/payments?limit=2&cursor=\(next)"
            }

            #expect(seen == ids.reversed().map(\.description))
        }
    }

    @Test("are closed to whoever has no business with them")
    func access() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()
            _ = try await fixture.request(id)
            let customer = TestCaller.customer(CustomerID())

            #expect(try await fixture.service.send(.get, "/v1/payments/\(id)", as: customer).status == 403)
            #expect(try await fixture.service.send(.get, "/v1/payments/\(id)").status == 401)
            #expect(try await fixture.service.send(.get, "/v1/ledger/accounts", as: .role(.support)).status == 403)
            #expect(try await fixture.service.send(.delete, "/v1/payments/\(id)", as: .administrator).status == 403)
            #expect(try await fixture.service.send(.delete, "/v1/payments/\(id)", as: .service(.catalog)).status == 403)
        }
    }
}
