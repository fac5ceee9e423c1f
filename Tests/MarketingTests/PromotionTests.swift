import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Promotions")
struct PromotionTests {
    @Test("are changed by whoever saw the last version")
    func change() async throws {
        try await Shop.open { shop in
            let id = try await shop.promotion(
                #""trigger":"automatic","effect":{"type":"percentOff","basisPoints":1000}"#
            )
            #expect(try await shop.breakdown(.sample()).total == .cny(89_10))
            let path = "/v1/promotions/\(id)"

            #expect(try await shop.patch(path, #"{"active":false}"#).status == 428)
            #expect(try await shop.patch(path, #"{"active":false}"#, ifMatch: "\"7\"").status == 412)
            #expect(try await shop.patch(path, #"{"effect":null,"active":false}"#, ifMatch: "\"1\"").status == 422)
            let changed = try await shop.patch(path, #"{"active":false}"#, ifMatch: "\"1\"")

            #expect(changed.status == 200)
            #expect(changed.header("ETag") == "\"2\"")
            #expect(try await shop.breakdown(.sample()).total == .cny(99_00), "the next quote knows")
        }
    }

    @Test("MKT-08 count in their channels alone, and there for everybody")
    func channels() async throws {
        try await Shop.open { shop in
            try await shop.promotion(
                #""trigger":"automatic","channels":["us-web"],"effect":{"type":"percentOff","basisPoints":1000}"#
            )

            #expect(try await shop.breakdown(.sample()).total == .cny(99_00))
        }
    }

    @Test("are refused when they could never work")
    func invalid() async throws {
        try await Shop.open { shop in
            let share = #""effect":{"type":"percentOff","basisPoints":1}"#
            for fields in [
                #""trigger":"automatic","effect":{"type":"percentOff","basisPoints":10001}"#,
                #""trigger":"automatic","effect":{"type":"fixedOff","off":{"amountMinor":-1,"currency":"CNY"}}"#,
                #""trigger":"automatic","effect":{"type":"spendAndSave","tiers":[]}"#,
                #""trigger":"weekly",\#(share)"#,
                #""trigger":"automatic",\#(share),"validFrom":"2026-02-01T00:00:00Z","validUntil":"2026-01-01T00:00:00Z""#,
            ] {
                let answer = try await shop.service.send(
                    .post,
                    "/v1/promotions",
                    as: .role(.marketer),
                    body: #"{"name":"Offer",\#(fields)}"#
                )

                #expect(answer.status == 422)
                #expect(answer["errors/0/pointer"]?.isEmpty == false)
            }
        }
    }

    @Test("MKT-06 coupons are issued once, by code or at random, for promotions that need one")
    func issue() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE")
            let effect = #""effect":{"type":"percentOff","basisPoints":1}"#
            let automatic = try await shop.promotion(#""trigger":"automatic",\#(effect)"#)
            let other = try await shop.promotion(#""trigger":"coupon",\#(effect)"#)

            #expect(
                try await shop.issue(#""promotionId":"\#(other)","code":"save""#).problemType
                    == "/problems/coupon-exists"
            )
            #expect(
                try await shop.issue(#""promotionId":"\#(automatic)""#).problemType == "/problems/promotion-automatic"
            )
            #expect(try await shop.issue(#""promotionId":"\#(other)","code":"A","count":2"#).status == 422)
            let many = try await shop.issue(#""promotionId":"\#(other)","count":10000,"limit":1"#)
            #expect(many.status == 201)
            #expect(many["codes/9999"]?.count == 12)
        }
    }

    @Test("I-11 one Idempotency-Key issues coupons once")
    func idempotency() async throws {
        try await Shop.open { shop in
            let promotion = try await shop.promotion(
                #""trigger":"coupon","effect":{"type":"percentOff","basisPoints":1}"#
            )
            let first = try await shop.issue(#""promotionId":"\#(promotion)","count":3"#, key: "k")
            let again = try await shop.issue(#""promotionId":"\#(promotion)","count":3"#, key: "k")
            let other = try await shop.issue(#""promotionId":"\#(promotion)","count":4"#, key: "k")

            #expect(first.text == again.text)
            #expect(other.status == 422)
        }
    }
}

extension Shop {
    fileprivate func patch(_ path: String, _ body: String, ifMatch: String? = nil) async throws -> HTTPAnswer {
        let headers = ifMatch.map { [(name: "If-Match", value: $0)] } ?? []
        return try await service.send(.patch, path, as: .role(.marketer), body: body, headers: headers)
    }

    fileprivate func issue(_ fields: String, key: String? = nil) async throws -> HTTPAnswer {
        let headers = key.map { [(name: "Idempotency-Key", value: $0)] } ?? []
        return try await service.send(
            .post,
            "/v1/coupons",
            as: .role(.marketer),
            body: "{\(fields)}",
            headers: headers
        )
    }
}
