import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Customers")
struct CustomerTests {
    @Test("MKT-13 are found by any of their identities")
    func identities() async throws {
        try await Shop.open { shop in
            let body =
                #"{"name":"李娜","email":"li.na@example.cn","locale":"zh-CN","identities":[{"channelId":"app","externalId":"u-1"}]}"#
            let created = try await shop.service.send(.post, "/v1/customers", as: .role(.channel), body: body)
            #expect(created.status == 201)
            let id = try #require(created["id"])
            #expect(created.header("Location") == "/v1/customers/\(id)")

            let added = try await shop.addIdentity("oX3f", in: "mini", to: id)
            #expect(added["identities/1/externalId"] == "oX3f")
            #expect(try await shop.addIdentity("oX3f", in: "mini", to: id).status == 200, "again changes nothing")

            let found = try await shop.service.send(
                .get,
                "/v1/customers?channelId=mini&externalId=oX3f",
                as: .role(.channel)
            )
            #expect(found["items/0/name"] == "李娜")
        }
    }

    @Test("MKT-13 never share an identity; the refusal names the way out")
    func identityTaken() async throws {
        try await Shop.open { shop in
            let (one, other) = (try await shop.customer(), try await shop.customer())
            _ = try await shop.addIdentity("u-1", in: "app", to: "\(one)")

            let refused = try await shop.addIdentity("u-1", in: "app", to: "\(other)")

            #expect(refused.status == 409)
            #expect(refused.problemType == "/problems/identity-taken")
            #expect(refused["detail"]?.contains("/v1/customers/\(one)/merge") == true)
        }
    }

    @Test("MKT-13 merge into one, once, with points, counters, identities and an audit row")
    func merge() async throws {
        try await Shop.open { shop in
            let (one, other) = (try await shop.customer(), try await shop.customer())
            _ = try await shop.addIdentity("u-1", in: "app", to: "\(one)")
            _ = try await shop.addIdentity("u-2", in: "mini", to: "\(other)")
            _ = try await shop.placeTea(1, for: one)
            let placed = try await shop.placeTea(2, for: other)

            for _ in 0..<2 {
                let merged = try await shop.merge(other, into: one)
                #expect(merged.status == 200, "\(merged.text)")
                #expect(merged["identities/1/externalId"] == "u-2")
                #expect(merged["account/points"] == "297")
                #expect(merged["account/orders"] == "2")
                #expect(merged["account/spent/0/amountMinor"] == "29700")
            }
            #expect(try await shop.points(of: one) == 297)
            #expect(try await shop.points(of: other) == 0)

            try await shop.hear(from: .order, placed.cancellation)
            #expect(try await shop.points(of: one) == 99, "later events of the other's orders count for the survivor")
            #expect(try await shop.merge(one, into: other).problemType == "/problems/customer-merged")
            #expect(try await shop.merge(one, into: one).status == 422)
            let gone = try await shop.service.send(.get, "/v1/customers/\(other)", as: .role(.support))
            #expect(gone["mergedInto"] == "\(one)")
        }
    }

    @Test("MKT-13 two merges of one pair, either way round at once: one wins")
    func concurrentMerges() async throws {
        try await Shop.open { shop in
            for _ in 0..<10 {
                let (one, other) = (try await shop.customer(), try await shop.customer())
                async let forth = shop.merge(other, into: one)
                async let back = shop.merge(one, into: other)
                let statuses = [try await forth.status, try await back.status].sorted()

                #expect(statuses == [200, 409])
            }
        }
    }

    @Test("XC-10 see only themselves; for others the answer is that of nobody")
    func ownership() async throws {
        try await Shop.open { shop in
            let (one, other) = (try await shop.customer(), try await shop.customer())
            for path in ["/v1/customers/\(other)", "/v1/customers/\(other)/points"] {
                let foreign = try await shop.service.send(.get, path, as: .customer(one))
                let nobody = try await shop.service.send(
                    .get,
                    path.replacing("\(other)", with: "\(CustomerID())"),
                    as: .customer(one)
                )
                #expect(foreign.status == 404)
                #expect(foreign.problemType == nobody.problemType)
                #expect(try await shop.service.send(.get, path, as: .customer(other)).status == 200)
                #expect(try await shop.service.send(.get, path, as: .guest("g")).status == 403)
                #expect(try await shop.service.send(.get, path).status == 401)
            }
            let request = QuoteRequest.sample(customer: other, points: 10)
            let spying = try await shop.service.send(.post, "/v1/quotes", as: .customer(one), json: request)
            #expect(spying.status == 404)
            #expect(try await shop.service.send(.post, "/v1/quotes", json: request).status == 404)
        }
    }

    @Test("are registered once, however often a channel tells of them, one by one or in batches")
    func upsert() async throws {
        try await Shop.open { shop in
            let ids = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let answer = try await shop.put("household 1 %", #"{"locale":"en-US"}"#)
                        #expect(answer.status < 300, "\(answer.text)")
                        return answer["customerId"]
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)

            let batch =
                #"{"customers":[{"channelId":"till","externalId":"household 1 %","name":"Ann"},{"channelId":"till","externalId":"2"},{"channelId":"till","externalId":"2"}]}"#
            let answer = try await shop.service.send(.post, "/v1/customers/batch", as: .role(.channel), body: batch)
            #expect(answer["customers/0/customerId"] == ids.first)
            #expect(answer["customers/0/created"] == "false")
            #expect(answer["customers/1/customerId"] == answer["customers/2/customerId"])
            #expect(try await shop.put("2", "{}").status == 200)
        }
    }

    @Test("a channel's own token says nothing about the people of another channel")
    func foreignChannel() async throws {
        try await Shop.open { shop in
            let (customer, body) = (try await shop.customer(), #"{"channelId":"app","externalId":"u-1"}"#)
            for (method, path, body) in [
                (.post, "/v1/customers/\(customer)/identities", body),
                (.post, "/v1/customers", #"{"locale":"en","identities":[\#(body)]}"#),
                (.post, "/v1/customers/batch", #"{"customers":[\#(body)]}"#),
                (.put, "/v1/customers/by-identity/app/u-1", "{}"),
            ] as [(HTTPMethod, String, String)] {
                let refused = try await shop.service.send(method, path, as: .channel(.web), body: body)
                #expect(refused.problemType == "/problems/foreign-channel", "\(path)")
            }
            let search = "/v1/customers?channelId=app&externalId=u-1"
            #expect(try await shop.service.send(.get, search, as: .channel(.web)).status == 403)
        }
    }

    @Test("sign in as themselves in development, and guests as guests")
    func signIn() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            let session = try await shop.service.send(.post, "/v1/sessions", body: #"{"customerId":"\#(customer)"}"#)
            let token = try #require(session["token"])
            #expect(try await shop.service.send(.get, "/v1/customers/\(customer)", as: .token(token)).status == 200)

            let guest = try await shop.service.send(.post, "/v1/guest-tokens")
            let guestToken = try #require(guest["token"])
            let registered = try await shop.service.send(
                .post,
                "/v1/customers",
                as: .token(guestToken),
                body: #"{"locale":"en"}"#
            )
            #expect(registered.status == 201)
            let squatting = try await shop.service.send(
                .post,
                "/v1/customers",
                as: .token(guestToken),
                body: #"{"locale":"en","identities":[{"channelId":"app","externalId":"u-1"}]}"#
            )
            #expect(squatting.status == 403)
        }
    }
}

extension Shop {
    func addIdentity(_ externalID: String, in channel: String, to customer: String) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/customers/\(customer)/identities",
            as: .role(.support),
            body: #"{"channelId":"\#(channel)","externalId":"\#(externalID)"}"#
        )
    }

    func merge(_ other: CustomerID, into survivor: CustomerID) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/customers/\(survivor)/merge",
            as: .role(.support),
            body: #"{"customerId":"\#(other)","reason":"same phone"}"#
        )
    }

    func put(_ externalID: String, _ details: String) async throws -> HTTPAnswer {
        let segment = externalID.replacing("%", with: "%25").replacing(" ", with: "%20")
        return try await service.send(
            .put,
            "/v1/customers/by-identity/till/\(segment)",
            as: .role(.channel),
            body: details
        )
    }
}
