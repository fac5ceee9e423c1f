import Logging
import ServiceKit

/// Takes a payment one step from what is to what is wanted: asks the provider, then records what it said. The wish was
/// committed before, and no transaction is open while the provider thinks.
struct AdvancePayment: Sendable {
    let payments: PaymentRepository
    let providers: ProviderDirectory
    let metrics: PaymentMetrics
    let logger: Logger

    /// Also called for payments that somebody else may be advancing at the same moment: every command can be repeated,
    /// and every report is joined under the row's lock.
    /// - Parameter isAwaited: Whether somebody gets the outcome as their answer, and so needs no event that tells it.
    func step(_ payment: Payment, until deadline: Deadline, isAwaited: Bool = false) async throws -> Payment {
        guard let command = payment.nextCommand, let provider = providers.provider(for: payment.method) else {
            return payment
        }
        let event = await outcome(of: command, for: payment, at: provider, deadline)
        try await Failpoint.paymentAnswered.reached()
        let stored = try await payments.update(seen: payment, by: event, isAwaited: isAwaited)
        try await Failpoint.paymentStored.reached()
        return stored
    }

    private func outcome(
        of command: ProviderCommand,
        for payment: Payment,
        at provider: any PaymentProvider,
        _ deadline: Deadline
    ) async -> PaymentEvent {
        do throws(ProviderError) {
            let report = try await provider.perform(command, for: payment, until: deadline)
            guard payment.accepts(report) else {
                note("provider contradicts our books", payment, command, "\(report)", level: .error)
                return .unanswered
            }
            metrics.answered(provider.name)
            return .answered(report)
        } catch {
            switch error {
            case .refused(let why):
                note("provider refused", payment, command, why, level: .warning)
                metrics.refused(provider.name)
                return .refused(why)
            case .unknown(let why):
                note("provider's answer unknown", payment, command, why, level: .info)
                metrics.unanswered(provider.name)
                return .unanswered
            }
        }
    }

    private func note(
        _ message: Logger.Message,
        _ payment: Payment,
        _ command: ProviderCommand,
        _ why: String,
        level: Logger.Level
    ) {
        logger.log(
            level: level,
            message,
            metadata: ["payment": "\(payment.id)", "command": "\(command)", "cause": "\(why)"]
        )
    }
}
