import Models

@testable import PaymentService

/// One payment's life under a bad network, replayed from a seed: commands and answers get lost, callbacks come twice,
/// late and in any order, and the shop changes its mind.
struct PaymentWalk {
    private(set) var payment: Payment
    private(set) var bank: ModelBank
    private(set) var announcements: [Announcement] = []
    private(set) var postings: [Posting] = []
    /// Words of rank that went down, which must stay empty.
    private(set) var fallbacks: [String] = []
    private(set) var unusual: Set<Sometimes> = []
    private var onTheWay: [ChargeReport] = []
    private var random: SeededGenerator

    /// States that a good run must have come across.
    enum Sometimes: CaseIterable {
        case lostAnswer, lostCommand, lateFailure, capturedWhileReleasing, failedRefund, waivedRefund, voided, refunded
    }

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        let asksCustomer = random.chance(50)
        payment = try .sample(asksCustomer ? .alipay : .card, capture: random.chance(30) ? .now : .onShipment)
        bank = ModelBank(amount: payment.amount, asksCustomer: asksCustomer)
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps { try step() }
        try settle()
    }

    private mutating func step() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: try work(loses: random.chance(40))
        case 40..<60: try deliver()
        case 60..<72: customer()
        case 72..<82: try apply(.capture(nil))
        case 82..<85: try apply(.release(reason: "gave up"))
        case 85..<95:
            let minor = Int64.random(in: 1...60_00, using: &random)
            try apply(.refund(RefundID(), .cny(minor), reason: "returned"))
        default:
            guard payment.isSecured else { return }
            unusual.insert(.lateFailure)
            try apply(.calledBack(ChargeReport(stage: .declined, amount: payment.amount)))
        }
    }

    /// The network is repaired: what is wanted is carried out to the end.
    private mutating func settle() throws {
        var rounds = 0
        while rounds < 500, payment.nextCommand != nil || bank.state == .waiting || !onTheWay.isEmpty {
            bank.customerActs(pays: random.chance(80))
            try deliver()
            if payment.nextCommand != nil { try work(loses: false, tells: false) }
            rounds += 1
        }
    }

    private mutating func work(loses: Bool, tells: Bool = true) throws {
        guard let command = payment.nextCommand else { return }
        let arrives = !loses || random.chance(50)
        if arrives {
            bank.carryOut(command, failsRefunds: random.chance(20) && payment.goal != .release)
            if tells, let report = bank.report { tell(report) }
        }
        if loses {
            unusual.insert(arrives ? .lostAnswer : .lostCommand)
            return try apply(.unanswered)
        }
        try apply(bank.report.map { .answered($0) } ?? .unanswered)
    }

    private mutating func customer() {
        bank.customerActs(pays: random.chance(80))
        if let report = bank.report { tell(report) }
    }

    /// Callbacks get lost, or come up to three times.
    private mutating func tell(_ report: ChargeReport) {
        onTheWay += Array(repeating: report, count: Int.random(in: 0...3, using: &random))
    }

    private mutating func deliver() throws {
        guard !onTheWay.isEmpty else { return }
        try apply(.calledBack(onTheWay.remove(at: Int.random(in: onTheWay.indices, using: &random))))
    }

    private mutating func apply(_ event: PaymentEvent) throws {
        let decision: Decision
        do throws(PaymentError) {
            decision = try payment.deciding(event, at: .noon)
        } catch {
            // What the shop may not ask is refused; what the provider says is always taken in.
            switch event {
            case .capture, .release, .refund: return
            case .answered, .calledBack, .unanswered, .refused: throw error
            }
        }
        if decision.payment.stage.rank < payment.stage.rank { fallbacks.append("\(payment.stage) after \(event)") }
        if decision.payment.stage == .captured && payment.stage != .captured && payment.goal == .release {
            unusual.insert(.capturedWhileReleasing)
        }
        payment = decision.payment
        announcements += decision.announcements
        postings += decision.postings
        if payment.stage == .voided { unusual.insert(.voided) }
        for refund in payment.refunds {
            if refund.isWaived { unusual.insert(.waivedRefund) }
            if refund.status == .failed { unusual.insert(.failedRefund) }
            if refund.status == .succeeded && !refund.isWaived { unusual.insert(.refunded) }
        }
    }
}
