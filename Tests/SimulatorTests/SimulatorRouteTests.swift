import Foundation
import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import SimulatorService

@Suite("The simulator's routes")
struct SimulatorRouteTests {
    private let signature = MessageSignature(secret: "a secret of tests")
    private let open = #"{"amount":{"amountMinor":10000,"currency":"CNY"},"method":"card","token":"tok_ok"}"#

    @Test("say in openapi.yaml what they serve, and serve what it says")
    func contract() async throws {
        try await withSimulator { simulator in
            let endpoints = simulator.endpoints.filter { $0.path.hasPrefix("/v1/") || $0.path.hasPrefix("/pay/") }
            let differences = try OpenAPIContract.differences(
                between: endpoints,
                and: "Services/Simulator/openapi.yaml"
            )

            #expect(differences == [])
        }
    }

    @Test("PAY-01 charge, capture and refund what a merchant signed, and journal it")
    func happyPath() async throws {
        try await withSimulator { simulator in
            let path = "/v1/provider/charges/\(PaymentID())"
            let amount = #"{"amount":{"amountMinor":10000,"currency":"CNY"}}"#

            let opened = try await signed(.put, path, open, simulator)
            let captured = try await signed(.put, path + "/capture", amount, simulator)
            let refunded = try await signed(.put, path + "/refunds/\(RefundID())", amount, simulator)
            let journal = try await simulator.send(.get, "/v1/journal")

            #expect(opened["status"] == "authorised")
            #expect(captured["captured/amountMinor"] == "10000")
            #expect(refunded["refunds/0/status"] == "succeeded")
            #expect(journal.text.split(separator: "\n").count == 3)
        }
    }

    @Test("PAY-04 lose an answer after the work was done")
    func losesAnswer() async throws {
        try await withSimulator { simulator in
            let path = "/v1/provider/charges/\(PaymentID())"
            _ = try await simulator.send(.put, "/v1/behaviour", body: #"{"loseAnswerRate":1}"#)

            let lost = try await signed(.put, path, open, simulator)
            _ = try await simulator.send(.put, "/v1/behaviour", body: "{}")
            let found = try await signed(.get, path, nil, simulator)

            #expect(lost.status == 500)
            #expect(lost.problemType == "/problems/answer-lost")
            #expect(found["status"] == "authorised")
        }
    }

    @Test("let anybody play the customer, on a page too")
    func customer() async throws {
        try await withSimulator { simulator in
            let id = PaymentID()
            let path = "/v1/provider/charges/\(id)"
            let qr = #"{"amount":{"amountMinor":10000,"currency":"CNY"},"method":"alipay"}"#

            let opened = try await signed(.put, path, qr, simulator)
            let page = try await simulator.send(.get, "/pay/\(id)")
            let approved = try await simulator.send(.post, path + "/approval")
            let rejected = try await simulator.send(.post, path + "/rejection")

            #expect(opened["action/type"] == "qr")
            #expect(page.text.contains("100.00 CNY"))
            #expect(approved["status"] == "authorised")
            #expect(rejected.status == 409)
        }
    }

    @Test("refuse what is not signed, and bad input, with a problem")
    func refuses() async throws {
        try await withSimulator { simulator in
            let path = "/v1/provider/charges/\(PaymentID())"
            let bodies = [
                "", "{", "[]", "{}", #"{"amount":{"amountMinor":0,"currency":"CNY"},"method":"card","token":"t"}"#,
                #"{"amount":{"amountMinor":1,"currency":"CNY"},"method":"cash"}"#,
                #"{"amount":{"amountMinor":1,"currency":"CNY"},"method":"card"}"#,
                #"{"amount":{"amountMinor":1,"currency":"CNY"},"method":"alipay","callbackUrl":"file:///etc/passwd"}"#,
                #"{"failRate":2}"#, #"{"latencyMs":-1}"#, #"{"more":1}"#,
            ]

            #expect(try await simulator.send(.put, path, body: open).status == 401)
            #expect(try await simulator.send(.post, path + "/approval").status == 404)
            #expect(try await simulator.send(.get, "/pay/x").status == 404)
            for body in bodies {
                let status = try await signed(.put, path, body, simulator).status
                #expect((400..<500).contains(status), "\(body): \(status)")
                if body != "{}" {
                    let status = try await simulator.send(.put, "/v1/behaviour", body: body).status
                    #expect((400..<500).contains(status), "\(body): \(status)")
                }
            }
        }
    }

    private func signed(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String?,
        _ simulator: TestService
    ) async throws -> HTTPAnswer {
        let code = signature.signing(method.rawValue, path, body: Array((body ?? "").utf8), at: .now)
        return try await simulator.send(method, path, body: body, headers: [(MessageSignature.header, code)])
    }

    private func withSimulator(_ body: (TestService) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "emporia-journal-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await TestService.withStateless(
            .simulator,
            settings: ["simulator.journal": path, "provider.secret": "a secret of tests", "http.port": "0"],
            assemble: SimulatorService.assemble,
            body
        )
    }
}
