import JSON
import Models
import ServiceKit
import Synchronization

/// Does what shoppers do, one action at a time, each with a token, so that a shop that limits its callers sees many.
struct Shopper: Sendable {
    let shop: LoadShop
    let mix: LoadMix
    private let placed = PlacedOrders()

    init(_ shop: LoadShop, _ mix: LoadMix) {
        self.shop = shop
        self.mix = mix
    }

    func act(_ action: LoadMix.Action, number: Int) async -> LoadTally.Ending {
        do {
            let token = shop.tokens[number % shop.tokens.count]
            switch action {
            case .browse: return try await browse(token)
            case .search: return try await search(token)
            case .basket: return try await fill(token)
            case .checkout: return try await buy(token)
            case .track: return try await track(token)
            }
        } catch let problem as Unexpected {
            return problem.status == 409 || problem.status == 422 ? .refused : .failed(problem.description)
        } catch {
            return .failed("\(error)")
        }
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let status: Int
        let description: String
    }

    private func browse(_ token: String) async throws -> LoadTally.Ending {
        guard let goods = shop.goods.randomElement() else { return .refused }
        try await call(.get, .catalog, "/v1/listings/\(mix.channelID)/\(goods.productID)", token: token)
        let question = JSON.encode(Object { $0.field("skus", Array(goods.skus.prefix(100))) })
        try await call(.post, .inventory, "/v1/availability", token: token, body: question)
        return .done
    }

    private func search(_ token: String) async throws -> LoadTally.Ending {
        let words = PercentEncoding.encoded(mix.words.randomElement() ?? "")
        try await call(.get, .catalog, "/v1/products?q=\(words)&channelId=\(mix.channelID)&limit=20", token: token)
        return .done
    }

    /// Somebody who shops on two devices changes a basket that has changed meanwhile: then it is read again.
    private func fill(_ token: String) async throws -> LoadTally.Ending {
        let opened = try await call(
            .post,
            .order,
            "/v1/baskets",
            token: token,
            headers: [("Idempotency-Key", "\(OrderID())")],
            body: JSON.encode(Object { $0.field("channelId", mix.channelID) })
        )
        let id = try JSON.decode(IdentifiedAnswer.self, from: opened.body).id
        let path = "/v1/baskets/\(id)/lines/\(PercentEncoding.encoded(shop.skus.randomElement() ?? ""))"
        let quantity = JSON.encode(Object { $0.field("quantity", Int.random(in: 1...3)) })
        var tag = opened.header("ETag") ?? ""
        for _ in 0..<5 {
            let answer = try await call(
                .put,
                .order,
                path,
                token: token,
                headers: [("If-Match", tag)],
                body: quantity,
                accepting: [412]
            )
            if answer.status != 412 { return .done }
            tag = try await call(.get, .order, "/v1/baskets/\(id)", token: token).header("ETag") ?? ""
        }
        return .refused
    }

    private func buy(_ token: String) async throws -> LoadTally.Ending {
        let lines = Set((0..<Int.random(in: 1...3)).compactMap { _ in shop.skus.randomElement() })
        let answer = try await call(
            .post,
            .order,
            "/v1/checkouts",
            token: token,
            headers: [("Idempotency-Key", "\(OrderID())")],
            body: CheckoutBody.json(
                channel: mix.channelID.value,
                skus: Array(lines),
                country: mix.country.value,
                paymentToken: mix.paymentToken
            )
        )
        if let link = try? JSON.decode(StatusLink.self, from: answer.body).path { placed.add(link) }
        return .done
    }

    private func track(_ token: String) async throws -> LoadTally.Ending {
        guard let link = placed.any() else {
            try await call(.get, .order, "/v1/orders?limit=20", token: token)
            return .done
        }
        try await call(.get, .order, link, token: token)
        return .done
    }

    @discardableResult
    private func call(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        token: String? = nil,
        headers extra: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        accepting: Set<Int> = []
    ) async throws -> HTTPAnswer {
        var headers = extra
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let answer = try await shop.http.send(
            method,
            shop.addresses[service] + path,
            headers: headers,
            body: body,
            timeoutSeconds: 30
        )
        guard (200..<300).contains(answer.status) || accepting.contains(answer.status) else {
            throw Unexpected(status: answer.status, description: "\(answer.status) \(answer.text.prefix(120))")
        }
        return answer
    }
}

/// Where orders of this load can be looked at; the last thousand.
private final class PlacedOrders: Sendable {
    private let links = Mutex<[String]>([])

    func add(_ link: String) {
        links.withLock { links in
            if links.count < 1_000 { links.append(link) } else { links[Int.random(in: 0..<1_000)] = link }
        }
    }

    func any() -> String? { links.withLock { $0.randomElement() } }
}

private struct StatusLink: JSONReadable {
    let path: String

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let path = json.text("statusUrl") else { return nil }
        self.path = path
    }
}
