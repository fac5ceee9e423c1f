import Models

/// What a rule decides: the payment as it will be, what others should hear, and what the ledger books.
struct Decision: Equatable, Sendable {
    let payment: Payment
    var announcements: [Announcement] = []
    var postings: [Posting] = []
}

/// What happened, in the words of the shop.
enum Announcement: Equatable, Sendable {
    case authorised(Money)
    case failed(reason: String)
    case captured(Money)
    case voided(Money)
    case refundSucceeded(Refund)
    case refundFailed(Refund)

    /// Whether it is what the request for a payment is answered with. Only an order hears it, and only to ask how its
    /// payment stands: told in the answer already, the event would cost more than the answer did.
    var isAnswer: Bool {
        switch self {
        case .authorised, .failed: true
        case .captured, .voided, .refundSucceeded, .refundFailed: false
        }
    }
}

extension Decision {
    /// All that is said and booked follows from the difference of before and after, so it is said and booked once.
    init(from before: Payment, to after: Payment) {
        payment = after
        // What was given up needs no good news: nobody waits for it any more.
        if after.isSecured && !before.isSecured && after.goal != .release {
            announcements.append(.authorised(after.amount))
        }
        if after.stage == .declined && before.stage != .declined && before.goal != .release {
            announcements.append(.failed(reason: after.reason ?? "declined"))
        }
        if after.capturedMinor > before.capturedMinor {
            let captured = after.money(after.capturedMinor - before.capturedMinor)
            announcements.append(.captured(captured))
            postings.append(.capture(captured, of: after))
        }
        if after.stage == .voided && before.stage != .voided { announcements.append(.voided(after.amount)) }
        for refund in after.refunds {
            let known = before.refunds.first { $0.id == refund.id }
            guard refund.status != known?.status else { continue }
            switch refund.status {
            case .requested: break
            case .failed: announcements.append(.refundFailed(refund))
            case .succeeded:
                announcements.append(.refundSucceeded(refund))
                if !refund.isWaived { postings.append(.refund(refund, of: after)) }
            }
        }
    }
}
