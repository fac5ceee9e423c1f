import ServiceKit

/// Finishes what was begun: payments whose money is to be captured, given back or asked for, wherever they stand and
/// whoever began it. Woken by a commit that left something to do; looks by itself for what pauses and crashes left over.
struct RecoverPayments: Sendable {
    let payments: PaymentRepository
    let advance: AdvancePayment

    /// A lost callback or a crash costs at most this much on top of a payment's own pause.
    static let everySeconds = 0.5
    private static let batchMax = 64
    static let callSeconds = 10.0

    var worker: PollingWorker {
        PollingWorker(
            name: "payment-recovery",
            everySeconds: Self.everySeconds,
            wake: payments.wake,
            logger: advance.logger,
            work: runOnce
        )
    }

    /// One round over what is due.
    @Sendable func runOnce() async throws -> Bool {
        let due = try await payments.claimDue(limit: Self.batchMax)
        try await withThrowingTaskGroup { group in
            for payment in due {
                group.addTask {
                    _ = try await advance.step(payment, until: .after(seconds: Self.callSeconds))
                }
            }
            try await group.waitForAll()
        }
        return !due.isEmpty
    }
}
