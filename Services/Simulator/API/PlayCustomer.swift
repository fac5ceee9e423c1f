import Models
import ServiceKit

extension SimulatorRoutes {
    /// The customer scanned the code, or came to the page, and paid.
    func approveCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        try await act(.approve, request)
    }

    func rejectCharge(_ request: ServiceRequest) async throws -> ServiceResponse {
        try await act(.reject, request)
    }

    /// The merchant is not asked anything here, so it hears by callback.
    private func act(_ command: ChargeCommand, _ request: ServiceRequest) async throws -> ServiceResponse {
        let result = try await bank.perform(command, on: request.parameter("id"), at: .now)
        if result.didChange { callbacks.tell(result.charge, fate: behaviour.roll()) }
        return .ok(ChargeView(result.charge))
    }

    /// Where a QR code or a redirect leads: a page with two buttons.
    func showPaymentPage(_ request: ServiceRequest) async throws -> ServiceResponse {
        let charge = try await bank.charge(request.parameter("id"), at: .now).charge
        return .text(type: "text/html; charset=utf-8", PaymentPage(charge: charge).html)
    }

    func showJournal(_ request: ServiceRequest) async throws -> ServiceResponse {
        ServiceResponse(status: .ok, headers: [.contentType: "application/jsonl"], body: try bank.journalLines())
    }
}

/// Everything shown is of our own making: an id, a number, a code of letters; nothing needs escaping.
struct PaymentPage {
    let charge: Charge

    var html: String {
        """
        <!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Payment simulator</title>
        <style>body{font:1.1em system-ui;max-width:24em;margin:4em auto;text-align:center}
        button{font:inherit;padding:.6em 1.4em;margin:.4em;border-radius:.5em;border:1px solid #888}</style>
        <h1>\(charge.amount)</h1>
        <p>\(charge.method.rawValue), \(charge.status.rawValue)</p>
        <button onclick="act('approval')">Pay</button><button onclick="act('rejection')">Refuse</button>
        <script>async function act(what) {
          await fetch('/v1/provider/charges/\(charge.id)/' + what, {method: 'POST'}); location.reload() }</script>
        """
    }
}
