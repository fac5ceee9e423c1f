import TestSupport

/// One purchase on its way through the model shop, a step at a time.
struct ModelWork {
    private enum Step {
        case reserve, write(read: Int), charge, commit, ship, refund, unwind(String), over
    }

    let key: String
    private(set) var row: ShopFacts.Order
    private(set) var answer: HistoryOperation.Outcome?
    private var next = Step.reserve
    private let client: ModelShop.Client

    init(order: String, client: ModelShop.Client) {
        key = client.key
        self.client = client
        row = ShopFacts.Order(
            id: order,
            key: client.wish,
            sku: ModelShop.sku,
            units: client.units,
            coupon: nil,
            totalMinor: 0,
            dueMinor: 0,
            status: "checkingOut",
            history: [ShopFacts.Move(version: 1, from: nil, to: "checkingOut")]
        )
    }

    var isOver: Bool { if case .over = next { true } else { false } }

    mutating func step(_ state: inout ModelState, _ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        switch next {
        case .reserve: reserve(&state, bug)
        case .write(let read):
            state.available = read - row.units
            state.reserved += row.units
            next = .charge
        case .charge: charge(&state, bug, &random)
        case .commit: commit(&state, bug, &random)
        case .ship: ship(&state, bug, &random)
        case .refund: refund(&state, bug, &random)
        case .unwind(let reason): unwind(&state, bug, reason)
        case .over: break
        }
    }

    private mutating func reserve(_ state: inout ModelState, _ bug: ModelShopBug?) {
        // Two lines of one SKU, each of which there is enough for.
        let needed = bug == .linesCheckedOneByOne ? 1 : row.units
        let least = bug == .refusesTooEarly ? needed + 4 : needed
        guard state.available >= least else {
            move(to: "rejected")
            answer = .refused(HistoryOperation.outOfStock)
            return next = .over
        }
        if client.wantsCoupon, state.couponsLeft > 0 || bug == .couponLimitIgnored {
            state.couponsLeft -= 1
            row.coupon = ModelShop.coupon
        }
        row.dueMinor = Int64(row.units) * ModelShop.priceMinor - (row.coupon == nil ? 0 : ModelShop.discountMinor)
        row.totalMinor = bug == .priceFromClient ? 1 : row.dueMinor
        if bug == .readThenWriteReserve { return next = .write(read: state.available) }
        state.available -= row.units
        state.reserved += row.units
        next = .charge
    }

    private mutating func charge(_ state: inout ModelState, _ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        guard client.isGood else { return next = .unwind("/problems/payment-declined") }
        var charge = state.charges[row.id] ?? ShopFacts.Charge()
        // Asked again under the same id, the provider gives its first answer.
        if charge.opened == 0 {
            charge.opened = 1
            charge.heldMinor = row.totalMinor
        }
        state.charges[row.id] = charge
        guard random.chance(oneIn: 4) else {
            state.begin(row.id)
            return next = .commit
        }
        if bug == .unknownChargeTakenForFailed {
            release(&state)
            move(to: "rejected")
            answer = .refused("/problems/payment-declined")
            next = .over
        }
    }

    private mutating func commit(_ state: inout ModelState, _ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        if bug == .answerBeforeCommit && answer == nil { return answer = .ok(order: row.id) }
        if bug == .answerBeforeCommit && random.chance(oneIn: 3) { return next = .unwind("crashed") }
        state.commit(row.id)
        move(to: "placed")
        answer = .ok(order: row.id)
        next = random.chance(oneIn: 2) ? .ship : .over
    }

    private mutating func ship(_ state: inout ModelState, _ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        state.reserved -= row.units
        state.gone += row.units
        state.charges[row.id]?.captures += 1
        state.charges[row.id]?.capturedMinor = row.totalMinor
        state.charges[row.id]?.heldMinor = 0
        move(to: "shipped")
        next = random.chance(oneIn: 2) ? .refund : .over
        // A late word of failure, which a shop that is right does not hear.
        if bug == .lateWebhookOverwrites { move(to: "cancelled") }
    }

    private mutating func refund(_ state: inout ModelState, _ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        state.refundsDue[row.id] = 50
        let isRepeated = random.chance(oneIn: 3)
        state.charges[row.id]?.refundedMinor += bug == .refundTwice && isRepeated ? 100 : 50
        next = .over
    }

    private mutating func unwind(_ state: inout ModelState, _ bug: ModelShopBug?, _ reason: String) {
        if bug != .compensationSkipped { release(&state) }
        if bug == .releaseTwice { release(&state) }
        state.charges[row.id]?.heldMinor = 0
        if reason == "crashed" { state.commit(row.id) }
        move(to: "rejected")
        answer = answer ?? .refused(reason)
        next = .over
    }

    private mutating func release(_ state: inout ModelState) {
        state.available += row.units
        state.reserved -= row.units
        if row.coupon != nil {
            state.couponsLeft += 1
            row.coupon = nil
        }
    }

    private mutating func move(to status: String) {
        row.history.append(ShopFacts.Move(version: row.history.count + 1, from: row.status, to: status))
        row.status = status
    }
}
