/// The state of a payment in one word, for people and for queries. It follows from the rest and decides nothing.
enum PaymentStatus: String, CaseIterable, Sendable {
    case pending, requiresAction, authorised, declined, capturing, captured, voiding, voided
    case refunding, partlyRefunded, refunded
}

extension Payment {
    var status: PaymentStatus {
        switch (stage, goal) {
        case (.new, .hold), (.new, .collect): .pending
        case (.awaitingCustomer, .hold), (.awaitingCustomer, .collect): .requiresAction
        case (.authorised, .hold): .authorised
        case (.authorised, .collect): .capturing
        case (.new, .release), (.awaitingCustomer, .release), (.authorised, .release): .voiding
        case (.declined, _): .declined
        case (.voided, _): .voided
        case (.captured, _): statusAfterCapture
        }
    }

    private var statusAfterCapture: PaymentStatus {
        if refundingMinor > 0 { return .refunding }
        return switch refundedMinor {
        case 0: .captured
        case capturedMinor: .refunded
        default: .partlyRefunded
        }
    }
}
