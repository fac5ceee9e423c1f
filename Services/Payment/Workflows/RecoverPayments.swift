import Logging
import ServiceKit
import Synchronization

/// Finishes what was begun: payments whose money is to be captured, given back or asked for, wherever they stand and
/// whoever began it. Woken by a commit that left something to do; looks by itself for what pauses and crashes left over.
final class RecoverPayments: Worker {
    let name = "payment-recovery"
    private let payments: PaymentRepository
    private let advance: AdvancePayment
    private let logger: Logger
    private let running = Mutex(0)

    /// A lost callback or a crash costs at most this much on top of a payment's own pause.
    private static let everySeconds = 0.5
    /// A provider that hangs holds up only its own payments: calls of others go on beside it up to this number.
    private static let runningMax = 64
    /// Shorter than the lease, so that nobody else starts the same call meanwhile.
    private static let callSeconds = 10.0

    init(payments: PaymentRepository, advance: AdvancePayment, logger: Logger) {
        self.payments = payments
        self.advance = advance
        self.logger = logger
    }

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let free = Self.runningMax - running.withLock(\.self)
                let due = free > 0 ? try await payments.claimDue(limit: free) : []
                for payment in due {
                    running.withLock { $0 += 1 }
                    group.addTask { await self.finish(payment) }
                }
                // Those that end wake us too, so that a full house is looked at again when somebody leaves.
                if due.isEmpty { await payments.wake.wait(forSeconds: Self.everySeconds) }
            }
        }
    }

    /// What fails here is due again when its lease ends.
    private func finish(_ payment: Payment) async {
        defer {
            if running.withLock({
                $0 -= 1
                return $0
            }) == Self.runningMax - 1 {
                payments.wake.wake()
            }
        }
        do {
            try await Failpoint.paymentClaimed.reached()
            _ = try await advance.step(payment, until: .after(seconds: Self.callSeconds))
        } catch is CancellationError {
            return
        } catch {
            logger.warning("payment not advanced", metadata: ["payment": "\(payment.id)", "cause": "\(error)"])
        }
    }
}
