import TestSupport

/// A shop in miniature with clients, a provider, a relay and a hearer, whose steps interleave by a seed. It exists to show
/// that the checker passes a shop that is right and catches one that is wrong in a known way.
struct ModelShop {
    static let sku = "TEA"
    static let coupon = "TEN"
    static let priceMinor: Int64 = 100
    static let discountMinor: Int64 = 10

    struct Client {
        let name: String
        let units: Int
        let wantsCoupon: Bool
        let isGood: Bool
        let wish: String
        /// Under which it asks for its wish.
        var key: String
        var calls = 0
        /// When the call began that is under way.
        var invoked: Int64?
        var isDone = false
    }

    private(set) var operations: [HistoryOperation] = []
    private(set) var facts = ShopFacts()
    private var clients: [Client]
    private var works: [ModelWork] = []
    private var state = ModelState()
    private var clock: Int64 = 0
    private var random: SeededGenerator
    private let bug: ModelShopBug?

    init(seed: UInt64, bug: ModelShopBug?) {
        var random = SeededGenerator(seed: seed)
        clients = (0..<10).map { number in
            Client(
                name: "client-\(number)",
                units: random.chance(oneIn: 2) ? 2 : 1,
                wantsCoupon: random.chance(oneIn: 2),
                isGood: !random.chance(oneIn: 4),
                wish: "key-\(number)",
                key: "key-\(number)"
            )
        }
        self.random = random
        self.bug = bug
        state.available = 9
        state.couponsLeft = 2
        facts.stock[Self.sku] = ShopFacts.Stock(received: 9, onHand: 9, reserved: 0)
        facts.coupons[Self.coupon] = 2
    }

    mutating func run() {
        while clients.contains(where: { !$0.isDone }) || works.contains(where: { !$0.isOver }) || !state.isTold {
            clock += 1
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: if let index = random.pick(clients.indices) { act(index) }
            case 2, 3, 4: if let index = random.pick(works.indices) { work(index) }
            default: state.tell(bug, &random)
            }
        }
        finish()
    }

    private mutating func act(_ index: Int) {
        guard !clients[index].isDone else { return }
        guard let invoked = clients[index].invoked else { return call(index) }
        let key = clients[index].key
        guard let work = works.first(where: { $0.key == key && $0.answer != nil }), let answer = work.answer else {
            return
        }
        let isLost = random.chance(oneIn: 4) && clients[index].calls < 4
        log(clients[index], invoked, isLost ? .unknown : answer)
        clients[index].invoked = nil
        clients[index].isDone = !isLost
        if isLost && bug == .retryWithNewKey { clients[index].key += "-again" }
    }

    private mutating func call(_ index: Int) {
        clients[index].invoked = clock
        clients[index].calls += 1
        let client = clients[index]
        // The claim is one step with the work it begins, unless somebody looks first and acts later.
        let isKnown = works.contains { $0.key == client.key }
        if !isKnown || bug == .checkThenActIdempotency && client.calls == 2 && random.chance(oneIn: 2) {
            works.append(ModelWork(order: "order-\(works.count)", client: client))
        }
    }

    private mutating func log(_ client: Client, _ invoked: Int64, _ outcome: HistoryOperation.Outcome) {
        operations.append(
            HistoryOperation(
                process: client.name,
                kind: .buy,
                sku: Self.sku,
                units: client.units,
                coupon: client.wantsCoupon ? Self.coupon : nil,
                key: client.wish,
                invokedNanoseconds: invoked,
                returnedNanoseconds: clock,
                outcome: outcome
            )
        )
    }

    private mutating func work(_ index: Int) {
        works[index].step(&state, bug, &random)
    }

    private mutating func finish() {
        facts.orders = works.map(\.row)
        facts.stock[Self.sku]?.reserved = state.reserved
        facts.stock[Self.sku]?.onHand -= state.gone
        facts.charges = state.charges
        facts.refundsDueMinor = state.refundsDue
        facts.said = state.said
        facts.heard = state.heard
    }
}
