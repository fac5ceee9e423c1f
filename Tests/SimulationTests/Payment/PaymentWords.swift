import Models

@testable import PaymentService

extension Money {
    static let sample = Money(amountMinor: 100_00, currency: .cny)
}

extension Announcement {
    /// Each may be said once.
    var name: String {
        switch self {
        case .authorised: "authorised"
        case .failed: "failed"
        case .captured: "captured"
        case .voided: "voided"
        case .refundSucceeded(let refund), .refundFailed(let refund): "refund \(refund.id)"
        }
    }
}

extension ProviderCommand {
    var name: String {
        switch self {
        case .authorise: "authorise"
        case .ask: "ask"
        case .capture(let minor): "capture \(minor)"
        case .void: "void"
        case .refund(let refund): "refund \(refund.amount.amountMinor)"
        }
    }
}

extension PaymentEvent {
    var name: String {
        switch self {
        case .answered(let report): "answered \(report.stage)"
        case .calledBack(let report): "called back \(report.stage)"
        case .unanswered: "unanswered"
        case .refused: "refused"
        case .capture: "capture"
        case .release: "release"
        case .refund(_, let amount, _): "refund \(amount?.amountMinor ?? 0)"
        }
    }
}
