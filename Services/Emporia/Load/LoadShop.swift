import JSON
import Models
import ServiceKit

/// What shoppers find before they begin: goods of the channel, and tokens to shop with.
struct LoadShop: Sendable {
    struct Goods: Sendable {
        let productID: String
        let skus: [String]
    }

    let addresses: LoadAddresses
    let http: CurlClient
    let goods: [Goods]
    let skus: [String]
    let tokens: [String]

    /// As many goods as shoppers will hardly look beyond.
    private static let goodsMax = 2_000
    private static let guests = 100

    /// - Parameter tokens: Of customers or guests; where none are given, marketing issues tokens for guests.
    init(_ addresses: LoadAddresses, _ mix: LoadMix, tokens: [String]) async throws {
        self.addresses = addresses
        http = try CurlClient()
        goods = try await Self.goods(addresses, http, in: mix.channelID)
        skus = goods.flatMap(\.skus)
        guard !skus.isEmpty else { throw BenchFailure("the channel \(mix.channelID) shows nothing") }
        self.tokens = tokens.isEmpty ? try await Self.guestTokens(addresses, http) : tokens
    }

    private static func goods(
        _ addresses: LoadAddresses,
        _ http: CurlClient,
        in channel: ChannelID
    ) async throws -> [Goods] {
        var goods: [Goods] = []
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let answer = try await http.send(.get, addresses[.catalog] + "/v1/listings/\(channel)?limit=100\(next)")
            guard answer.status == 200 else { throw BenchFailure("the listings → \(answer.status) \(answer.text)") }
            let page: GoodsPage = try JSON.decode(from: answer.body)
            goods += page.items.map { Goods(productID: $0.id, skus: $0.skus) }
            cursor = page.next
        } while cursor != nil && goods.count < goodsMax
        return goods
    }

    private static func guestTokens(_ addresses: LoadAddresses, _ http: CurlClient) async throws -> [String] {
        var tokens: [String] = []
        for _ in 0..<guests {
            let answer = try await http.send(.post, addresses[.marketing] + "/v1/guest-tokens")
            guard answer.status == 200 else {
                throw BenchFailure("no guest's token (\(answer.status)); give some with --tokens")
            }
            tokens.append(try JSON.decode(GuestToken.self, from: answer.body).token)
        }
        return tokens
    }

    private struct GuestToken: JSONReadable {
        let token: String

        init?(json: JSONNode) {
            json.ignoreUnknown()
            guard let token = json.text("token", length: 1...4_000) else { return nil }
            self.token = token
        }
    }
}

private struct GoodsPage: JSONReadable {
    let items: [Item]
    let next: String?

    struct Item: JSONReadable {
        let id: String
        let skus: [String]

        init?(json: JSONNode) {
            json.ignoreUnknown()
            guard let id = json.text("productId") else { return nil }
            self.id = id
            skus = json.child("variants")?.elements.compactMap { $0.child("sku")?.string } ?? []
        }
    }

    init?(json: JSONNode) {
        json.ignoreUnknown()
        guard let items = json.required("items", as: [Item].self) else { return nil }
        self.items = items
        next = json.child("next")?.string
    }
}
