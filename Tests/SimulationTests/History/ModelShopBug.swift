import TestSupport

/// Mistakes that shops make, and the promise that each of them breaks.
enum ModelShopBug: CaseIterable {
    case readThenWriteReserve, relayByCursor, answerBeforeCommit, checkThenActIdempotency, inboxMarkOutsideTransaction
    case unknownChargeTakenForFailed, retryWithNewKey, lateWebhookOverwrites, releaseTwice, compensationSkipped
    case linesCheckedOneByOne, priceFromClient, refundTwice, couponLimitIgnored, refusesTooEarly

    var breaks: Set<HistoryBreach.Promise> {
        switch self {
        case .readThenWriteReserve: [.linearizability, .conservation]
        case .relayByCursor, .inboxMarkOutsideTransaction: [.events]
        case .answerBeforeCommit: [.acknowledged]
        case .checkThenActIdempotency, .retryWithNewKey: [.idempotency]
        case .unknownChargeTakenForFailed, .priceFromClient, .refundTwice: [.money]
        case .lateWebhookOverwrites: [.statuses]
        case .releaseTwice, .compensationSkipped, .linesCheckedOneByOne: [.conservation, .linearizability]
        case .couponLimitIgnored: [.coupons]
        case .refusesTooEarly: [.linearizability]
        }
    }
}
