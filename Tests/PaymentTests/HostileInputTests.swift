import Models
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite("Bad input to the payment routes")
struct HostileInputTests {
    @Test("is refused with a problem, never a 5xx")
    func refused() async throws {
        try await PaymentFixture.with { fixture in
            let known = PaymentID()
            _ = try await fixture.request(known)
            let order = OrderID()
            let money = #"{"amountMinor":1,"currency":"CNY"}"#
            let bodies = [
                "", "{", "[]", "null", "1", "\"x\"", "{}", "\u{FEFF}{}", #"{"a":1,"a":2}"#, #"{"a":"\u0000"}"#,
                #"{"orderId":"\#(order)","amount":\#(money),"method":"card"}"#,
                #"{"orderId":"\#(order)","amount":\#(money),"method":"cash","token":"tok_ok"}"#,
                #"{"orderId":"x","amount":\#(money),"method":"card","token":"tok_ok"}"#,
                #"{"orderId":"\#(order)","amount":{"amountMinor":0,"currency":"CNY"},"method":"card","token":"t"}"#,
                #"{"orderId":"\#(order)","amount":{"amountMinor":-5,"currency":"CNY"},"method":"card","token":"t"}"#,
                #"{"orderId":"\#(order)","amount":{"amountMinor":1e400,"currency":"CNY"},"method":"card","token":"t"}"#,
                #"{"orderId":"\#(order)","amount":{"amountMinor":1.0,"currency":"CNY"},"method":"card","token":"t"}"#,
                #"{"orderId":"\#(order)","amount":{"amountMinor":1,"currency":"cny"},"method":"card","token":"t"}"#,
                #"{"orderId":"\#(order)","amount":\#(money),"method":"card","token":"t","returnUrl":"javascript:1"}"#,
                #"{"orderId":"\#(order)","amount":\#(money),"method":"card","token":"t","more":1}"#,
                #"{"orderId":"\#(order)","amount":\#(money),"method":"card","token":"\#(String(repeating: "x", count: 300))"}"#,
                String(repeating: "[", count: 100_000), #"{"amount":\#(money),"reason":""}"#,
            ]
            for body in bodies {
                for (method, path, caller) in routes(known) {
                    let answer = try await fixture.service.send(method, path, as: caller, body: body)
                    let isOptional = path.hasSuffix("captures") && (body.isEmpty || body == "{}")

                    #expect(
                        (400..<500).contains(answer.status) || isOptional,
                        "\(method) \(path) \(body.prefix(80)): \(answer.status)"
                    )
                    #expect(isOptional || answer.problemType?.hasPrefix("/problems/") == true)
                }
            }
            #expect(try await fixture.show(known)["status"] != "refunded")
        }
    }

    private func routes(_ id: PaymentID) -> [(HTTPMethod, String, TestCaller)] {
        [
            (.put, "/v1/payments/\(PaymentID())", .service(.order)),
            (.post, "/v1/payments/\(id)/captures", .role(.finance)),
            (.post, "/v1/payments/\(id)/refunds", .role(.finance)),
            (.post, "/v1/provider-callbacks/simulator", .anonymous),
        ]
    }

    @Test("in paths and queries is refused with a problem, never a 5xx")
    func paths() async throws {
        try await PaymentFixture.with { fixture in
            let paths = [
                "/v1/payments/x", "/v1/payments/%00", "/v1/payments/\(PaymentID())", "/v1/payments?limit=0",
                "/v1/payments?limit=501", "/v1/payments?limit=x", "/v1/payments?cursor=x", "/v1/payments?status=maybe",
                "/v1/payments?orderId=1", "/v1/payments?more=1", "/v1/payments?limit=1&limit=2",
                "/v1/payments?cursor=WyJ4Il0",
                "/v1/ledger/transactions?paymentId=%FF", "/v1/ledger/accounts?x=1",
            ]
            for path in paths {
                let answer = try await fixture.service.send(.get, path, as: .administrator)

                #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
            }
        }
    }

    @Test("a callback that is unsigned, changed, sent elsewhere or old is refused")
    func callbacks() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()
            _ = try await fixture.request(id, method: .alipay, token: nil)
            let path = "/v1/provider-callbacks/simulator"
            let body = """
                {"id":"\(id)","status":"authorised","method":"alipay","amount":{"amountMinor":10000,"currency":"CNY"},
                 "captured":{"amountMinor":0,"currency":"CNY"},"refunds":[],"sequence":2}
                """
            let bytes = Array(body.utf8)
            let signature = MessageSignature(secret: SimulatorProcess.secret)
            let now = Timestamp.now
            let wrong = [
                nil, "", "t=1,v1=zz", "v1=00", signature.signing("POST", path, body: bytes, at: now - 301),
                signature.signing("POST", path, body: bytes, at: now + 400),
                signature.signing("POST", "/v1/provider-callbacks/other", body: bytes, at: now),
                signature.signing("POST", path, body: bytes + [32], at: now),
                MessageSignature(secret: "another").signing("POST", path, body: bytes, at: now),
            ]
            for header in wrong {
                let headers = header.map { [(name: MessageSignature.header, value: $0)] } ?? []
                let answer = try await fixture.service.send(.post, path, body: body, headers: headers)

                #expect(answer.status == 401, "\(header ?? "none")")
            }
            #expect(try await fixture.show(id)["status"] == "requiresAction")

            let right = signature.signing("POST", path, body: bytes, at: now)
            let taken = try await fixture.service.send(
                .post,
                path,
                body: body,
                headers: [(MessageSignature.header, right)]
            )
            #expect(taken.status == 204)
        }
    }
}
