import JSON
import Models
import ServiceKit

/// For each service a request that it answers often in a shop's day.
struct FootprintRequests: Sendable {
    struct Request: Sendable {
        var method = HTTPMethod.get
        let url: String
        var token: String?
        var body: [UInt8]?

        func send(over http: CurlClient) async -> Outcome {
            var headers: [(name: String, value: String)] = []
            if let token { headers.append(("Authorization", "Bearer \(token)")) }
            if body != nil { headers.append(("Content-Type", "application/json")) }
            do {
                let answer = try await http.send(method, url, headers: headers, body: body)
                return answer.status == 200 ? .done : .refused("\(answer.status) \(answer.text.prefix(100))")
            } catch {
                return .refused("\(error)")
            }
        }
    }

    private let requests: [ServiceName: Request]

    subscript(name: ServiceName) -> Request? { requests[name] }

    init(_ bench: BenchShop, _ goods: BenchGoods) async throws {
        let shop = bench.shop
        let staff = bench.staff
        let product = try await Self.first(staff, .catalog, "/v1/products?limit=1")
        let order = try await Self.first(staff, .order, "/v1/orders?limit=1")
        let payment = try await Self.first(staff, .payment, "/v1/payments?limit=1")
        let availability = JSON.encode(Object { $0.field("skus", Array(goods.skus.prefix(20))) })
        func read(_ name: ServiceName, _ path: String) -> Request {
            Request(url: shop.url(of: name) + path, token: staff.token)
        }
        requests = [
            .catalog: read(.catalog, "/v1/products/\(product)"),
            .inventory: Request(
                method: .post,
                url: shop.url(of: .inventory) + "/v1/availability",
                body: availability
            ),
            .order: read(.order, "/v1/orders/\(order)"),
            .payment: read(.payment, "/v1/payments/\(payment)"),
            .logistics: read(.logistics, "/v1/shipments?orderId=\(order)"),
            .marketing: Request(
                method: .post,
                url: shop.url(of: .marketing) + "/v1/quotes",
                token: staff.token,
                body: BenchGoods.quote(of: Array(goods.skus.prefix(2)))
            ),
            .simulator: read(.simulator, "/v1/behaviour"),
        ]
    }

    private static func first(_ staff: ShopClient, _ service: ServiceName, _ path: String) async throws -> String {
        let answer = try await staff.send(.get, service, path)
        guard let first = try JSON.decode(IdentifiedPage.self, from: answer.body).items.first else {
            throw BenchFailure("\(path) is empty")
        }
        return first.id
    }
}

struct IdentifiedPage: JSONReadable {
    let items: [IdentifiedAnswer]

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let items = json.required("items", as: [IdentifiedAnswer].self) else { return nil }
        self.items = items
    }
}
