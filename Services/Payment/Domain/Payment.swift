import Models

/// Money that a customer owes for one order: what the provider is known to have done with it, and what the shop wants.
///
/// `stage` only grows by what the provider reports, `goal` only by what the shop decides. What to ask of the provider
/// next follows from the two alone (`nextCommand`), so a crash, a lost answer or a late callback needs no case of its own.
struct Payment: Equatable, Sendable {
    let id: PaymentID
    let orderID: OrderID
    let customerID: CustomerID?
    let method: PaymentMethod
    /// What the order costs; the most that may be captured.
    let amount: Money
    /// A saved method or a card, as the provider's token; never a card number.
    let token: String?
    let returnURL: String?
    let capturePolicy: CapturePolicy

    var stage: Stage = .new
    var goal: Goal
    /// Fixed once the goal is `collect`: repeating a capture must never change its amount.
    var captureMinor: Int64
    var capturedMinor: Int64 = 0
    var refunds: [Refund] = []
    var action: CustomerAction?
    /// Why the payment failed or was given up, in words for people.
    var reason: String?

    /// The last command may or may not have been carried out.
    var isOutcomeUnknown = false
    var attempts = 0
    /// When the worker looks at this payment again; nil when nothing is left to do.
    var nextAt: Timestamp?
    /// Grows with every change that is stored.
    var version: Int64 = 0
}

extension Payment {
    /// What the provider is known to have done, in the order in which reports may overrule each other: a later word of
    /// failure stands below a success and never overturns it.
    enum Stage: String, CaseIterable, Sendable {
        case new, awaitingCustomer, declined, authorised, voided, captured

        var rank: Int {
            switch self {
            case .new: 0
            case .awaitingCustomer: 1
            case .declined: 2
            case .authorised: 3
            case .voided: 4
            case .captured: 5
            }
        }
    }

    /// What the shop wants: the money held, taken, or given back whatever stands. It never turns back from `release`.
    enum Goal: String, CaseIterable, Sendable {
        case hold, collect, release
    }

    /// When the money is taken: as soon as it is authorised, or when the goods leave.
    enum CapturePolicy: String, CaseIterable, Sendable {
        case now, onShipment
    }

    /// A payment as first recorded, before the provider hears of it.
    init(
        id: PaymentID,
        orderID: OrderID,
        customerID: CustomerID?,
        method: PaymentMethod,
        amount: Money,
        token: String?,
        returnURL: String?,
        capture: CapturePolicy
    ) {
        self.id = id
        self.orderID = orderID
        self.customerID = customerID
        self.method = method
        self.amount = amount
        self.token = token
        self.returnURL = returnURL
        capturePolicy = capture
        goal = capture == .now ? .collect : .hold
        captureMinor = amount.amountMinor
    }

    /// The provider holds or has taken the customer's money.
    var isSecured: Bool { stage == .authorised || stage == .captured }

    var refundedMinor: Int64 {
        refunds.reduce(0) { $0 + ($1.status == .succeeded && !$1.isWaived ? $1.amount.amountMinor : 0) }
    }

    /// Owed back before anything was captured, and therefore never captured.
    var waivedMinor: Int64 {
        refunds.reduce(0) { $0 + ($1.isWaived ? $1.amount.amountMinor : 0) }
    }

    /// Owed back and not yet back.
    var refundingMinor: Int64 {
        refunds.reduce(0) { $0 + ($1.status == .requested ? $1.amount.amountMinor : 0) }
    }

    func money(_ minor: Int64) -> Money {
        Money(amountMinor: minor, currency: amount.currency)
    }
}
