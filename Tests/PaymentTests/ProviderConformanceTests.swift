import Models
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

/// What every adapter owes, for every method that it serves. A new adapter is added to `providers`, nothing else.
@Suite("An adapter of a payment provider")
struct ProviderConformanceTests {
    @Test(
        "PAY-01 charges a saved method at once, and the same again is the same charge",
        arguments: PaymentMethod.online
    )
    func authorises(method: PaymentMethod) async throws {
        try await withProvider { provider, simulator in
            let payment = try Payment.conforming(method, token: "tok_ok")

            let first = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            let second = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))

            #expect(first.stage == .authorised)
            #expect(first.amount == payment.amount)
            #expect(second == first)
            #expect(try await simulator.witness(payment.id).operations == ["opened"])
        }
    }

    @Test("PAY-01 lets the customer act where there is no saved method", arguments: PaymentMethod.online)
    func asksCustomer(method: PaymentMethod) async throws {
        try await withProvider { provider, simulator in
            let payment = try Payment.conforming(method, token: method == .card ? "tok_challenge" : nil)

            let opened = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            try await simulator.customer("approval", payment.id)
            let approved = try await provider.perform(.ask, for: payment, until: .after(seconds: 5))

            #expect(opened.stage == .awaitingCustomer)
            #expect(opened.action?.kind == (method == .card || method == .unionpay ? .redirect : .qr))
            #expect(approved.stage == .authorised)
            #expect(approved.action == nil)
        }
    }

    @Test("PAY-01 tells when the customer refuses", arguments: PaymentMethod.online)
    func rejected(method: PaymentMethod) async throws {
        try await withProvider { provider, simulator in
            let payment = try Payment.conforming(method, token: method == .card ? "tok_challenge" : nil)

            _ = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            try await simulator.customer("rejection", payment.id)
            let report = try await provider.perform(.ask, for: payment, until: .after(seconds: 5))

            #expect(report.stage == .declined)
            #expect(report.reason == "The customer rejected the payment.")
        }
    }

    @Test("PAY-01 captures a part once and refunds it in parts, however often asked", arguments: PaymentMethod.online)
    func capturesAndRefunds(method: PaymentMethod) async throws {
        try await withProvider { provider, simulator in
            let payment = try Payment.conforming(method, token: "tok_ok")
            let refunds = [30_00, 50_00].map { Refund(id: RefundID(), amount: .cny($0), reason: "x") }
            let commands: [ProviderCommand] = [
                .authorise, .capture(minor: 80_00), .refund(refunds[0]), .refund(refunds[1]),
            ]

            var report: ChargeReport?
            for command in commands + commands {
                report = try await provider.perform(command, for: payment, until: .after(seconds: 5))
            }

            #expect(report?.stage == .captured)
            #expect(report?.capturedMinor == 80_00)
            #expect(report?.refunds.map(\.status) == [.succeeded, .succeeded])
            let witness = try await simulator.witness(payment.id)
            #expect(witness.operations == ["opened", "captured", "refunded", "refunded"])
        }
    }

    @Test(
        "PAY-01 refuses what exceeds, and answers a command that comes too late with how it stands",
        arguments: PaymentMethod.online
    )
    func refuses(method: PaymentMethod) async throws {
        try await withProvider { provider, _ in
            let payment = try Payment.conforming(method, token: "tok_ok")
            let refund = Refund(id: RefundID(), amount: .cny(100_01), reason: "x")
            _ = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))

            await #expect(throws: ProviderError.self) {
                try await provider.perform(.capture(minor: 100_01), for: payment, until: .after(seconds: 5))
            }
            _ = try await provider.perform(.capture(minor: 100_00), for: payment, until: .after(seconds: 5))
            await #expect(throws: ProviderError.self) {
                try await provider.perform(.refund(refund), for: payment, until: .after(seconds: 5))
            }
            #expect(try await provider.perform(.void, for: payment, until: .after(seconds: 5)).stage == .captured)
        }
    }

    @Test("PAY-01 voids what was never opened, so that it cannot be opened later", arguments: PaymentMethod.online)
    func buries(method: PaymentMethod) async throws {
        try await withProvider { provider, _ in
            let payment = try Payment.conforming(method, token: "tok_ok")

            let voided = try await provider.perform(.void, for: payment, until: .after(seconds: 5))
            let late = try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))

            #expect(voided.stage == .voided)
            #expect(late == voided)
        }
    }

    @Test("PAY-01 never takes a lost answer for a failure", arguments: ["{\"loseAnswerRate\":1}", "{\"failRate\":1}"])
    func unknown(behaviour: String) async throws {
        try await withProvider(ownSimulator: true) { provider, simulator in
            let payment = try Payment.conforming(.card, token: "tok_ok")
            try await simulator.behave(behaviour)

            await #expect(throws: ProviderError.unknown("answered 500")) {
                try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            }
            try await simulator.behave("{}")
            simulator.kill()
            try await simulator.isGone()
            let error = await #expect(throws: ProviderError.self) {
                try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            }
            guard case .unknown = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("PAY-04 declines nothing for want of credentials of ours")
    func wrongSecret() async throws {
        try await withProvider(secret: "another") { provider, _ in
            let payment = try Payment.conforming(.card, token: "tok_ok")

            await #expect(throws: ProviderError.unknown("answered 401")) {
                try await provider.perform(.authorise, for: payment, until: .after(seconds: 5))
            }
        }
    }

    private func withProvider(
        ownSimulator: Bool = false,
        secret: String = SimulatorProcess.secret,
        _ body: (any PaymentProvider, SimulatorProcess) async throws -> Void
    ) async throws {
        let simulator = ownSimulator ? try await SimulatorProcess() : try await SimulatorProcess.shared()
        defer { if ownSimulator { simulator.kill() } }
        let client = try CurlClient()
        defer { client.close() }
        let provider = SimulatorProvider(
            client: client,
            baseURL: simulator.url,
            callbackURL: "http://127.0.0.1:9/v1/provider-callbacks/simulator",
            signature: MessageSignature(secret: secret)
        )
        try await body(provider, simulator)
    }
}

extension Payment {
    fileprivate static func conforming(_ method: PaymentMethod, token: String?) throws -> Payment {
        Payment(
            id: PaymentID(),
            orderID: OrderID(),
            customerID: nil,
            method: method,
            amount: .cny(100_00),
            token: token,
            returnURL: nil,
            capture: .onShipment
        )
    }
}
