import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Channels")
struct ChannelTests {
    @Test("CAT-02 every listed type of channel is accepted, with capabilities of its own; an unknown one is 422")
    func types() async throws {
        try await CatalogShop.open { shop in
            for type in ChannelType.allCases {
                let id = "c-\(type.rawValue.lowercased())"
                let answer = try await shop.send(.post, "/v1/channels", NewChannel.json(id, type: type.rawValue))
                #expect(answer.status == 201 && answer["type"] == type.rawValue)
                #expect(answer["capabilities/0"] != nil && answer["timeZone"] == "Asia/Shanghai")
            }
            let all = try await shop.get("/v1/channels?limit=500")
            #expect(all["items/11/id"] != nil && all["items/12/id"] == nil)
            #expect(try await shop.get("/v1/channels?type=store")["items/0/type"] == "store")

            let unknown = try await shop.send(.post, "/v1/channels", NewChannel.json("x", type: "fax"))
            #expect(unknown.status == 422 && unknown["errors/0/pointer"] == "/type")
        }
    }

    @Test("CAT-02 all bad fields are named at once, and a time zone that does not exist is one")
    func invalid() async throws {
        try await CatalogShop.open { shop in
            let bad = try await shop.send(
                .post,
                "/v1/channels",
                #"{"id":"No Good","name":"","type":"web","currency":"XXQ","locale":"?","timeZone":"GMT+8","country":"cn","colour":1}"#
            )
            let zone = try await shop.send(
                .post,
                "/v1/channels",
                NewChannel.json("x").replacing("Asia/Shanghai", with: "Asia/Atlantis")
            )

            #expect(bad.status == 422 && bad["errors/5/pointer"] != nil)
            #expect(zone.status == 422 && zone["errors/0/pointer"] == "/timeZone")
        }
    }

    @Test("CAT-02 a change needs the version that was read")
    func changes() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            let path = "/v1/channels/web"
            let read = try await shop.get(path)
            let tag = try #require(read.header("ETag"))

            let without = try await shop.send(.patch, path, #"{"name":"New"}"#)
            let first = try await shop.send(.patch, path, #"{"name":"New"}"#, headers: [("If-Match", tag)])
            let second = try await shop.send(.patch, path, #"{"active":false}"#, headers: [("If-Match", tag)])

            #expect([without.status, first.status, second.status] == [428, 200, 412])
            #expect(first["name"] == "New" && first.header("ETag") != tag)
        }
    }

    @Test("CAT-02 the same key answers the same, a second channel of the id is 409")
    func repeats() async throws {
        try await CatalogShop.open { shop in
            let key = [(name: "Idempotency-Key", value: "one")]
            let body = NewChannel.json("web")

            let first = try await shop.send(.post, "/v1/channels", body, headers: key)
            let again = try await shop.send(.post, "/v1/channels", body, headers: key)
            let other = try await shop.send(.post, "/v1/channels", body)

            #expect([first.status, again.status, other.status] == [201, 201, 409])
            #expect(first.body == again.body && other.problemType == "/problems/channel-taken")
        }
    }
}
