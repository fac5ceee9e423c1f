import Foundation
import JSON
import Models
import ServiceKit

/// Buyers who check out again and again, each as soon as the last order is placed.
struct CheckoutLoad: Sendable {
    let shop: LocalShop
    let client: CurlClient
    let skus: [String]

    struct Result: Sendable {
        var placed = 0
        var refused: [String: Int] = [:]
        var milliseconds: [Double] = []

        /// The time below which this share of the orders was placed.
        func quantile(_ share: Double) -> Double {
            guard !milliseconds.isEmpty else { return 0 }
            return milliseconds.sorted()[min(milliseconds.count - 1, Int(Double(milliseconds.count) * share))]
        }
    }

    func run(buyers: Int, seconds: Double) async throws -> Result {
        let end = ContinuousClock.now + .seconds(seconds)
        return try await withThrowingTaskGroup(of: Result.self) { group in
            for number in 0..<buyers { group.addTask { try await buy(number, until: end) } }
            return try await group.reduce(into: Result()) { total, part in
                total.placed += part.placed
                total.refused.merge(part.refused, uniquingKeysWith: +)
                total.milliseconds += part.milliseconds
            }
        }
    }

    private func buy(_ number: Int, until end: ContinuousClock.Instant) async throws -> Result {
        let customer = CustomerID()
        let token = try shop.secrets.tokens.issue(
            subject: "buyer-\(number)",
            roles: [.customer],
            customerID: customer,
            lifetimeSeconds: 3600
        )
        var result = Result()
        var count = 0
        while ContinuousClock.now < end {
            count += 1
            let started = ContinuousClock.now
            let answer = try await client.send(
                .post,
                shop.url(of: .order) + "/v1/checkouts",
                headers: [
                    ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
                    ("Idempotency-Key", "\(customer)-\(count)"),
                ],
                body: body(sku: skus[(number + count) % skus.count])
            )
            if answer.status == 201 {
                result.placed += 1
                result.milliseconds.append((ContinuousClock.now - started) / .milliseconds(1))
            } else {
                result.refused["\(answer.status) \(answer.text.prefix(120))", default: 0] += 1
            }
        }
        return result
    }

    private func body(sku: String) -> [UInt8] {
        JSON.encode(
            Object { json in
                json.field("channelId", "web-cn")
                json.field(
                    "lines",
                    array: { json in
                        json.element(
                            Object { json in
                                json.field("sku", sku)
                                json.field("quantity", 1)
                            }
                        )
                    }
                )
                json.field(
                    "delivery",
                    object: { json in
                        json.field("method", "ship")
                        json.field(
                            "address",
                            object: { json in
                                json.field("name", "王芳")
                                json.field("lines", ["中山路 1 号"])
                                json.field("city", "上海")
                                json.field("postalCode", "200001")
                                json.field("country", "CN")
                            }
                        )
                    }
                )
                json.field(
                    "payment",
                    object: { json in
                        json.field("method", "card")
                        json.field("token", "tok_ok")
                    }
                )
            }
        )
    }
}
