import Models

/// What is asked of a provider. Each carries the payment's or the refund's own id and may be repeated at will: an
/// outcome that is unknown is asked for by sending the same command again.
enum ProviderCommand: Equatable, Sendable {
    case authorise
    /// How does the charge stand? Sent while the customer has to act, in case the callback gets lost.
    case ask
    case capture(minor: Int64)
    /// Also for a charge that the provider may never have heard of: it then refuses the late charge.
    case void
    case refund(Refund)
}

extension Payment {
    /// The one step from what is to what is wanted; nil when they agree.
    var nextCommand: ProviderCommand? {
        guard !method.isTender else { return nil }
        return switch (stage, goal) {
        case (.new, .hold), (.new, .collect): .authorise
        case (.awaitingCustomer, .hold), (.awaitingCustomer, .collect): .ask
        case (.authorised, .hold): nil
        case (.authorised, .collect): .capture(minor: captureMinor)
        case (.new, .release), (.awaitingCustomer, .release), (.authorised, .release): .void
        case (.captured, _): refunds.first { $0.status == .requested }.map { .refund($0) }
        case (.declined, _), (.voided, _): nil
        }
    }
}
