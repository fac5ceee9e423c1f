import Models
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("Checking out")
struct CheckoutTests {
    private let customer = TestCaller.customer(CustomerID())

    @Test("ORD-07 takes one call from lines to a placed order, told to the world once")
    func placesInOneCall() async throws {
        try await OrderShop.with { shop in
            let answer = try await shop.checkOut(as: customer, quantity: 2)

            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer["status"] == "placed")
            #expect(answer["total/amountMinor"] == "3980")
            let order = try await shop.service.send(.get, try #require(answer.header("Location")), as: customer)
            #expect(order["status"] == "placed")
            #expect(order["breakdown/total/amountMinor"] == "3980")
            #expect(order["history/1/reason"] == "payment authorised")
            #expect(try await shop.count(.placedEvents) == 1)
            #expect(try await shop.count(.sagas) == 0)
        }
    }

    @Test("leaves nothing behind after a no, whoever says it", arguments: ["quote", "reserve", "authorise"])
    func leavesNothingBehind(refused call: String) async throws {
        let suite = FakeSuite()
        suite.arrange { $0.refusals[call] = .outOfStock }
        try await OrderShop.with(suite) { shop in
            let answer = try await shop.checkOut(as: customer)

            #expect(answer.status == 409)
            #expect(answer.problemType == "/problems/out-of-stock")
            #expect(suite.standing.isEmpty)
            #expect(try await shop.count(.sagas) == 0)
            #expect(try await shop.count(.events) == 0)
        }
    }

    @Test(
        "asks again when an answer is lost, never taking it for a failure, and does nothing twice",
        arguments: ["quote", "reserve", "authorise"]
    )
    func asksAgain(lost call: String) async throws {
        let suite = FakeSuite()
        suite.arrange { $0.lostAnswers[call] = 2 }
        try await OrderShop.with(suite) { shop in
            let answer = try await shop.checkOut(as: customer)
            let id = try #require(answer["orderId"].flatMap(OrderID.init))

            try await eventually("placed") { try await shop.status(of: id) == "placed" }

            #expect(suite.look { $0.reservations.count } == 1)
            #expect(suite.look { $0.payments.count } == 1)
            #expect(try await shop.count(.placedEvents) == 1)
        }
    }

    @Test("unwinds wholly even when the undoing loses its answers", arguments: ["void", "release", "drop"])
    func unwindsAgain(lost call: String) async throws {
        let suite = FakeSuite()
        suite.arrange { world in
            world.refusals["authorise"] = .outOfStock
            world.lostAnswers[call] = 2
        }
        try await OrderShop.with(suite) { shop in
            _ = try await shop.checkOut(as: customer)

            try await eventually("unwound") { try await shop.count(.sagas) == 0 }

            #expect(suite.standing.isEmpty)
        }
    }

    @Test("I-11 the same key is one order, however many ask at once", arguments: [8])
    func oneOrderPerKey(callers: Int) async throws {
        try await OrderShop.with { shop in
            let answers = try await withThrowingTaskGroup(of: HTTPAnswerSummary.self) { group in
                for _ in 0..<callers {
                    group.addTask { HTTPAnswerSummary(try await shop.checkOut(as: customer, key: "one")) }
                }
                return try await group.reduce(into: [HTTPAnswerSummary]()) { $0.append($1) }
            }

            #expect(answers.allSatisfy { [201, 202, 409].contains($0.status) })
            #expect(Set(answers.compactMap(\.orderID)).count == 1)
            #expect(try await shop.count(.orders) == 1)
            let again = try await shop.checkOut(as: customer, key: "one")
            let last = try await shop.checkOut(as: customer, key: "one")
            #expect(again.status == 201 && again.body == last.body)
        }
    }

    @Test("I-11 the same key for something else is refused")
    func keyForOtherBody() async throws {
        try await OrderShop.with { shop in
            _ = try await shop.checkOut(as: customer, key: "k")

            let other = try await shop.checkOut(as: customer, quantity: 2, key: "k")

            #expect(other.status == 422)
            #expect(other.problemType == "/problems/idempotency-key-reused")
        }
    }

    @Test("I-11 a refusal is replayed under its key, even when the goods are back")
    func replaysRefusal() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.unitsLeft = 0 }
        try await OrderShop.with(suite) { shop in
            let first = try await shop.checkOut(as: customer, key: "k")
            suite.arrange { $0.unitsLeft = 10 }

            let second = try await shop.checkOut(as: customer, key: "k")

            #expect(first.status == 409 && second.status == 409)
            #expect(second.problemType == "/problems/out-of-stock")
        }
    }

    @Test("two orders for the last unit: one is placed, the loser keeps neither reservation nor payment")
    func lastUnit() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.unitsLeft = 1 }
        try await OrderShop.with(suite) { shop in
            async let one = shop.checkOut(as: customer)
            async let other = shop.checkOut(as: .guest("somebody"))

            let statuses = try await [one.status, other.status].sorted()

            #expect(statuses == [201, 409])
            #expect(suite.look { $0.reservations.count } == 1)
            #expect(suite.look { $0.payments.count } == 1)
        }
    }
}

struct HTTPAnswerSummary: Sendable {
    let status: Int
    let orderID: String?

    init(_ answer: HTTPAnswer) {
        status = answer.status
        orderID = answer["orderId"]
    }
}
