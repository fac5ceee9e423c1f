import Models
import TestSupport

@testable import PaymentService

/// One payment, two workers and a provider, in a world where commands come late, twice or never, answers get lost,
/// callbacks lie and overtake each other, workers die, and the shop changes its mind.
struct PaymentWorld: SimulatedWorld {
    enum Rarity: CaseIterable {
        case lostAnswer, lostCommand, lateCommand, lateFailure, workersCollided, workerCrashed, voided, refunded
        case capturedWhileReleasing, failedRefund, waivedRefund
    }

    private struct Worker {
        let seen: Payment
        /// The number of its command; nil before it asked.
        var asked: Int?
    }

    private(set) var trace: [String] = []
    private(set) var breach: String?
    private(set) var rarities: Set<Rarity> = []

    private let intent: Payment
    private var books: PaymentBooks
    private var bank: ModelBank
    private var workers: [Worker] = []
    private var commands: [(number: Int, command: ProviderCommand)] = []
    private var answers: [Int: PaymentEvent] = [:]
    private var callbacks: [ChargeReport] = []
    private var asked = 0
    private var now = Timestamp.noon
    private var random: SeededGenerator

    init(seed: UInt64, bug: PaymentBug?) {
        random = SeededGenerator(seed: seed)
        let asksCustomer = random.chance(oneIn: 2)
        var intent = Payment(
            id: random.id(),
            orderID: random.id(),
            customerID: nil,
            method: asksCustomer ? .alipay : .card,
            amount: .sample,
            token: asksCustomer ? nil : "tok_ok",
            returnURL: nil,
            capture: random.chance(oneIn: 3) ? .now : .onShipment
        )
        intent.nextAt = .noon + 15
        self.intent = intent
        books = PaymentBooks(bug: bug)
        bank = ModelBank(amount: intent.amount, asksCustomer: asksCustomer)
    }

    mutating func run() {
        if books.bug == .askedBeforeIntent {
            ask(intent)
            if random.chance(oneIn: 4) { workers = [] }
        }
        if books.bug != .askedBeforeIntent || !workers.isEmpty { books.record(intent) }
        if workers.isEmpty, books.payment != nil, !random.chance(oneIn: 6) { workers.append(Worker(seen: intent)) }
        for _ in 0..<120 where breach == nil { step(isRough: true) }
        var steps = 0
        while breach == nil, !isQuiet {
            steps += 1
            if steps > 20_000 { return broken("something is left to do for ever") }
            step(isRough: false)
        }
        if breach == nil { checkEnd() }
    }

    private var isQuiet: Bool {
        workers.isEmpty && commands.isEmpty && callbacks.isEmpty && books.payment?.nextAt == nil
            && bank.state != .waiting
    }

    private mutating func step(isRough: Bool) {
        switch Int.random(in: 0..<24, using: &random) {
        case 0..<7: if let index = random.pick(workers.indices) { work(index, isRough: isRough) }
        case 7..<11: carryOut(isRough: isRough)
        case 11..<13: callBack()
        case 13, 14: claim()
        case 15: customerActs()
        case 16..<20 where isRough: shopActs()
        case 20 where isRough: crash()
        default: now = now + Int.random(in: 1...20, using: &random)
        }
        check()
    }

    private mutating func claim() {
        guard workers.count < 2, let seen = books.claim(at: now) else { return }
        workers.append(Worker(seen: seen))
    }

    private mutating func crash() {
        guard let index = random.pick(workers.indices) else { return }
        say("a worker crashes")
        rarities.insert(.workerCrashed)
        workers.remove(at: index)
    }

    /// Asks the provider, or records what it said or that it said nothing.
    private mutating func work(_ index: Int, isRough: Bool) {
        guard let number = workers[index].asked else {
            let seen = workers.remove(at: index).seen
            return ask(seen)
        }
        guard let event = answers.removeValue(forKey: number) ?? (random.chance(oneIn: 10) ? .unanswered : nil) else {
            return
        }
        let seen = workers.remove(at: index).seen
        if seen.version != books.payment?.version { rarities.insert(.workersCollided) }
        apply(event, seen: seen)
    }

    private mutating func ask(_ seen: Payment) {
        guard let command = seen.nextCommand else { return }
        asked += 1
        say("asks \(asked): \(command.name)")
        commands.append((asked, command))
        workers.append(Worker(seen: seen, asked: asked))
    }

    /// The provider gets a command, in no order; some never arrive, some twice.
    private mutating func carryOut(isRough: Bool) {
        guard let index = random.pick(commands.indices) else { return }
        let (number, command) = commands[index]
        if !(isRough && random.chance(oneIn: 6)) { commands.remove(at: index) }
        if isRough && random.chance(oneIn: 6) { return _ = rarities.insert(.lostCommand) }
        if !workers.contains(where: { $0.asked == number }) { rarities.insert(.lateCommand) }
        let before = bank
        bank.carryOut(
            sent(command),
            failsRefunds: isRough && random.chance(oneIn: 5) && books.payment?.goal != .release
        )
        if books.bug == .chargeRepeatedUnderNewID, case .authorise = command, before.state != .nothing {
            bank.openings += 1
        }
        say("provider gets \(number): \(before.state) → \(bank.state)")
        tell()
        if isRough && random.chance(oneIn: 5) { return _ = rarities.insert(.lostAnswer) }
        answers[number] = bank.report.map { .answered($0) } ?? .unanswered
    }

    private mutating func sent(_ command: ProviderCommand) -> ProviderCommand {
        guard books.bug == .refundRepeatedUnderNewID, case .refund(let refund) = command else { return command }
        return .refund(Refund(id: random.id(), amount: refund.amount, reason: refund.reason))
    }

    private mutating func customerActs() {
        guard bank.state == .waiting else { return }
        bank.customerActs(pays: !random.chance(oneIn: 4))
        say("the customer acts: \(bank.state)")
        tell()
        if let report = bank.report { callbacks.append(report) }
    }

    /// Callbacks get lost, or come several times.
    private mutating func tell() {
        guard let report = bank.report else { return }
        callbacks += Array(repeating: report, count: Int.random(in: 0...2, using: &random))
    }

    private mutating func callBack() {
        guard let index = random.pick(callbacks.indices), books.payment != nil else { return callbacks = [] }
        apply(.calledBack(callbacks.remove(at: index)), seen: nil)
    }

    private mutating func shopActs() {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<4: apply(.capture(nil), seen: nil)
        case 4: apply(.release(reason: "gave up"), seen: nil)
        case 5..<8:
            let minor = Int64.random(in: 1...60_00, using: &random)
            apply(.refund(random.id(), intent.money(minor), reason: "returned"), seen: nil)
        default:
            guard books.payment?.isSecured == true else { return }
            rarities.insert(.lateFailure)
            apply(.calledBack(ChargeReport(stage: .declined, amount: intent.amount)), seen: nil)
        }
    }
}

extension PaymentWorld {
    private mutating func apply(_ event: PaymentEvent, seen: Payment?) {
        let before = books.payment
        do throws(PaymentError) {
            try books.update(seen: seen, by: event, at: now)
        } catch {
            // What the shop may not ask is refused; what the provider says is always taken in.
            switch event {
            case .capture, .release, .refund: return
            case .answered, .calledBack, .unanswered, .refused: return broken("\(error) at \(event)")
            }
        }
        guard let before, let after = books.payment else { return }
        say("\(event.name): \(before.stage)/\(before.goal) → \(after.stage)/\(after.goal)")
        if after.stage.rank < before.stage.rank { broken("\(before.stage) became \(after.stage)") }
        if before.goal == .release && after.goal != .release { broken("a release was taken back") }
        if after.stage == .captured && before.stage != .captured && before.goal == .release {
            rarities.insert(.capturedWhileReleasing)
        }
        if after.stage == .voided { rarities.insert(.voided) }
        for refund in after.refunds {
            switch refund.status {
            case .succeeded: rarities.insert(refund.isWaived ? .waivedRefund : .refunded)
            case .failed: rarities.insert(.failedRefund)
            case .requested: break
            }
        }
    }

    /// What holds at every step.
    private mutating func check() {
        guard breach == nil else { return }
        let facts: [(String, Bool)] = [
            ("charged twice", bank.openings <= 1),
            ("captured twice", bank.captures <= 1),
            ("captured more than authorised", bank.capturedMinor <= intent.amount.amountMinor),
            ("refunded more than captured", bank.refundedMinor <= bank.capturedMinor),
            ("a refund was booked before it was paid", (books.payment?.refundedMinor ?? 0) <= bank.refundedMinor),
            ("a capture was booked before it was made", (books.payment?.capturedMinor ?? 0) <= bank.capturedMinor),
            (
                "booked differs from the payment",
                bookedMinor == books.payment.map { $0.capturedMinor - $0.refundedMinor } ?? 0
            ),
            ("announced twice", Set(books.announcements.map(\.name)).count == books.announcements.count),
        ]
        if let fact = facts.first(where: { !$0.1 }) { broken(fact.0) }
    }

    /// What holds when nothing is left to do.
    private mutating func checkEnd() {
        guard let payment = books.payment else {
            if bank.state == .held || bank.netMinor > 0 { broken("the provider holds money that nobody knows of") }
            return
        }
        let failed = payment.refunds.contains { $0.status == .failed }
        let gaveBack = bank.netMinor == 0 && bank.state != .held && bank.state != .waiting
        let facts: [(String, Bool)] = [
            ("captured differs from the bank", payment.capturedMinor == bank.capturedMinor),
            ("refunded differs from the bank", payment.refundedMinor == bank.refundedMinor),
            ("took what was waived", bank.capturedMinor + payment.waivedMinor <= payment.amount.amountMinor),
            ("something is left to do", payment.nextCommand == nil),
            ("given up but not given back", payment.goal != .release || gaveBack || failed),
            ("wanted but not taken", payment.goal != .collect || bank.state == .taken),
            ("held for nobody", payment.goal != .hold || bank.state == .held),
        ]
        if let fact = facts.first(where: { !$0.1 }) { broken(fact.0) }
    }

    private var bookedMinor: Int64 {
        books.postings.reduce(0) { $0 + ($1.kind == .capture ? $1.amount.amountMinor : -$1.amount.amountMinor) }
    }

    private mutating func say(_ line: String) { trace.append(line) }

    private mutating func broken(_ promise: String) {
        if breach == nil { breach = promise }
        say("BROKEN: \(promise)")
    }
}
