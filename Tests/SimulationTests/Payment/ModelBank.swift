import Models

@testable import PaymentService

/// A provider written down once more, as plainly as possible: the second opinion of the simulation.
struct ModelBank {
    let amount: Money
    /// The customer has to act before anything is authorised.
    let asksCustomer: Bool

    enum State {
        case nothing, waiting, held, refused, cancelled, taken
    }

    var state = State.nothing
    var openings = 0
    var captures = 0
    var capturedMinor: Int64 = 0
    var refunds: [ChargeReport.RefundReport] = []

    var refundedMinor: Int64 {
        refunds.reduce(0) { $0 + ($1.status == .succeeded ? $1.amountMinor : 0) }
    }

    /// What the customer owes in the end.
    var netMinor: Int64 { capturedMinor - refundedMinor }

    mutating func carryOut(_ command: ProviderCommand, failsRefunds: Bool) {
        switch (command, state) {
        case (.authorise, .nothing):
            openings += 1
            state = asksCustomer ? .waiting : .held
        case (.capture(let minor), .held):
            state = .taken
            captures += 1
            capturedMinor = minor
        case (.void, .nothing), (.void, .waiting), (.void, .held): state = .cancelled
        case (.refund(let refund), .taken) where !refunds.contains { $0.id == refund.id }:
            refunds.append(
                ChargeReport.RefundReport(
                    id: refund.id,
                    amountMinor: refund.amount.amountMinor,
                    status: failsRefunds ? .failed : .succeeded
                )
            )
        default: break
        }
    }

    mutating func customerActs(pays: Bool) {
        if state == .waiting { state = pays ? .held : .refused }
    }

    /// How the charge stands; nil when it was never opened.
    var report: ChargeReport? {
        let stage: Payment.Stage? =
            switch state {
            case .nothing: nil
            case .waiting: .awaitingCustomer
            case .held: .authorised
            case .refused: .declined
            case .cancelled: .voided
            case .taken: .captured
            }
        return stage.map {
            ChargeReport(stage: $0, amount: amount, capturedMinor: capturedMinor, refunds: refunds)
        }
    }
}
