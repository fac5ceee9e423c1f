import Models
import ServiceKit

/// Whole purchases in the web channel: two lines each, by customers who are signed in, paid by card.
struct CheckoutLoad: Sendable {
    let url: String
    private let http: CurlClient
    private let tokens: [String]
    private let skus: [String]
    private let linesPerOrder: Int

    /// - Parameter skus: What is bought; each line of an order takes another one at random.
    init(_ bench: BenchShop, skus: [String], linesPerOrder: Int = 2, buyers: Int = 512) throws {
        url = bench.shop.url(of: .order) + "/v1/checkouts"
        http = bench.staff.http
        tokens = try (0..<buyers).map { number in
            try bench.shop.entrance.tokens.issue(
                subject: "buyer-\(number)",
                roles: [.customer],
                customerID: CustomerID(),
                lifetimeSeconds: 24 * 3600
            )
        }
        self.skus = skus
        self.linesPerOrder = min(linesPerOrder, skus.count)
    }

    /// Buyers who buy again as soon as they have bought.
    func run(buyers: Int, seconds: Double) async -> LoadResult {
        let run = CustomerID()
        return await Load.closed(callers: buyers, seconds: seconds) { buyer, turn in
            await buy(token: tokens[buyer % tokens.count], key: "\(run)-\(buyer)-\(turn)")
        }
    }

    /// Buyers who come at their own times.
    func run(ordersPerSecond: Double, seconds: Double) async -> LoadResult {
        let run = CustomerID()
        return await Load.open(Arrivals(perSecond: ordersPerSecond, seconds: seconds)) { number, _ in
            await buy(token: tokens[number % tokens.count], key: "\(run)-\(number)")
        }
    }

    /// One order of the first buyer.
    func buyOnce(key: String) async -> Outcome { await buy(token: tokens[0], key: key) }

    /// What the buyer of this number asks, who waits so long and no longer.
    func call(_ number: Int, key: String, patienceSeconds: Double) -> HTTPCall {
        let deadline = ("Emporia-Deadline-Ms", "\(Int(patienceSeconds * 1000))")
        let headers = headers(token: tokens[number % tokens.count], key: key) + [deadline]
        return HTTPCall(.post, url, headers: headers, body: body(), timeoutSeconds: patienceSeconds)
    }

    private func headers(token: String, key: String) -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"), ("Idempotency-Key", key)]
    }

    private func buy(token: String, key: String) async -> Outcome {
        do {
            let answer = try await http.send(.post, url, headers: headers(token: token, key: key), body: body())
            return answer.status == 201 ? .done : .refused("\(answer.status) \(answer.text.prefix(160))")
        } catch {
            return .refused("\(error)")
        }
    }

    func body() -> [UInt8] {
        let first = Int.random(in: 0..<skus.count)
        let chosen = (0..<linesPerOrder).map { line in
            line == 0 ? first : (first + Int.random(in: 1..<skus.count)) % skus.count
        }
        return CheckoutBody.json(
            channel: BenchGoods.channel,
            skus: chosen.map { skus[$0] },
            country: "CN",
            paymentToken: "tok_ok"
        )
    }
}
