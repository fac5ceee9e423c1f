/// Holds what clients were told against what the data say: the one judge that trusts no service's word about itself.
public struct HistoryChecker: Sendable {
    let operations: [HistoryOperation]
    let facts: ShopFacts
    private let wishes: [HistoryWish]
    private let ordersByKey: [String: [ShopFacts.Order]]

    public init(_ operations: [HistoryOperation], _ facts: ShopFacts) {
        self.operations = operations
        self.facts = facts
        wishes = HistoryWish.all(of: .buy, in: operations)
        ordersByKey = Dictionary(grouping: facts.orders, by: \.key)
    }

    public func breaches() -> [HistoryBreach] {
        stock() + coupons() + idempotency() + acknowledged() + conservation() + events() + money() + statuses()
    }

    private func stock() -> [HistoryBreach] {
        let restocks = HistoryWish.all(of: .restock, in: operations)
        return facts.stock.sorted { $0.key < $1.key }.flatMap { sku, stock in
            let certain = restocks.filter { $0.sku == sku && $0.isPlaced }.reduce(0) { $0 + $1.units }
            var resource = LimitedResource(name: sku, atFirst: stock.received - certain)
            resource.restocks = restocks.filter { $0.sku == sku && $0.isPlaced }.map { span($0) }
            for wish in wishes where wish.sku == sku {
                switch wish.outcome {
                case .ok: resource.takers.append(span(wish))
                case .unknown: resource.takers.append(span(wish, .unknown))
                case .refused(HistoryOperation.outOfStock): resource.refused.append(span(wish))
                case .refused: resource.takers.append(span(wish, .undone))
                }
            }
            resource.reads = operations.filter { $0.kind == .readStock && $0.sku == sku && $0.outcome != .unknown }.map
            {
                .init(key: $0.key, units: $0.units, from: $0.invokedNanoseconds, to: $0.returnedNanoseconds)
            }
            return resource.breaches()
        }
    }

    private func span(
        _ wish: HistoryWish,
        _ certainty: LimitedResource.Span.Certainty = .certain
    ) -> LimitedResource.Span {
        .init(key: wish.key, units: wish.units, from: wish.invoked, to: wish.returned, certainty: certainty)
    }

    /// Whoever asked for a coupon and did not get it must have found it used up.
    private func coupons() -> [HistoryBreach] {
        facts.coupons.sorted { $0.key < $1.key }.flatMap { code, limit in
            let used = facts.orders.count { $0.coupon == code && $0.isPlaced }
            var resource = LimitedResource(name: code, atFirst: limit)
            for wish in wishes where wish.coupon == code {
                let order = ordersByKey[wish.key]?.first
                let taken = LimitedResource.Span(key: wish.key, units: 1, from: wish.invoked, to: wish.returned)
                switch wish.outcome {
                case .ok where order?.coupon == code: resource.takers.append(taken)
                case .ok: resource.refused.append(taken)
                case .unknown: resource.takers.append(span(taken, .unknown))
                case .refused: resource.takers.append(span(taken, .undone))
                }
            }
            let limitBroken = used > limit ? [HistoryBreach(.coupons, "\(code): used \(used) times of \(limit)")] : []
            return limitBroken + resource.breaches().map { HistoryBreach(.coupons, $0.text) }
        }
    }

    private func span(
        _ span: LimitedResource.Span,
        _ certainty: LimitedResource.Span.Certainty
    ) -> LimitedResource.Span {
        .init(key: span.key, units: span.units, from: span.from, to: span.to, certainty: certainty)
    }

    /// One key, one order; and one order for one key.
    private func idempotency() -> [HistoryBreach] {
        var orders: [String: Set<String>] = [:]
        var keys: [String: Set<String>] = [:]
        for operation in operations where operation.kind == .buy {
            guard case .ok(let order) = operation.outcome else { continue }
            orders[operation.key, default: []].insert(order)
            keys[order, default: []].insert(operation.key)
        }
        for (key, orders) in ordersByKey { keys[key + " in the data"] = Set(orders.filter(\.isPlaced).map(\.id)) }
        return (orders.merging(keys) { $0.union($1) }).filter { $0.value.count > 1 }.keys.sorted().map {
            HistoryBreach(.idempotency, "\($0) stands for several")
        }
    }

    /// What was promised is there, and what was refused is not.
    private func acknowledged() -> [HistoryBreach] {
        wishes.compactMap { wish in
            let placed = (ordersByKey[wish.key] ?? []).filter(\.isPlaced)
            switch wish.outcome {
            case .ok(let id):
                guard let order = placed.first(where: { $0.id == id }) else {
                    return HistoryBreach(.acknowledged, "order \(id) was given and is not there")
                }
                guard order.sku == wish.sku, order.units == wish.units else {
                    return HistoryBreach(.acknowledged, "order \(id) is not what was ordered")
                }
                return nil
            case .refused:
                return placed.isEmpty ? nil : HistoryBreach(.acknowledged, "\(wish.key) was refused and placed")
            case .unknown: return nil
            }
        }
    }

    /// Goods neither vanish nor appear.
    private func conservation() -> [HistoryBreach] {
        facts.stock.sorted { $0.key < $1.key }.flatMap { sku, stock in
            let orders = facts.orders.filter { $0.sku == sku }
            let promised = orders.filter { $0.status == "placed" }.reduce(0) { $0 + $1.units }
            let gone = orders.filter { $0.status == "shipped" || $0.status == "delivered" }.reduce(0) { $0 + $1.units }
            var found: [HistoryBreach] = []
            if stock.reserved != promised {
                found.append(HistoryBreach(.conservation, "\(sku): \(stock.reserved) reserved, \(promised) promised"))
            }
            if stock.onHand + gone != stock.received || stock.reserved > stock.onHand {
                let books = "\(stock.onHand) on hand and \(gone) gone of \(stock.received)"
                found.append(HistoryBreach(.conservation, "\(sku): \(books), \(stock.reserved) reserved"))
            }
            return found
        }
    }

    /// Each hearer applied what was said to it, each once, in order within an aggregate.
    private func events() -> [HistoryBreach] {
        let said = Set(facts.said)
        var counts: [ShopFacts.News: Int] = [:]
        var last: [String: Int] = [:]
        var found: [HistoryBreach] = []
        for news in facts.heard {
            counts[news, default: 0] += 1
            if !said.contains(news) {
                found.append(HistoryBreach(.events, "\(news.id) was never said to \(news.hearer)"))
            }
            let stream = news.hearer + " " + news.subject
            if counts[news] == 1, news.position < last[stream] ?? 0 {
                found.append(HistoryBreach(.events, "\(news.hearer) heard \(news.id) out of order"))
            }
            last[stream] = max(last[stream] ?? 0, news.position)
        }
        for news in facts.said where counts[news] != 1 {
            found.append(HistoryBreach(.events, "\(news.hearer) applied \(news.id) \(counts[news] ?? 0) times"))
        }
        return found
    }

    /// By the provider's own journal: of a placed order its price, of all others nothing.
    private func money() -> [HistoryBreach] {
        facts.orders.compactMap { order in
            let charge = facts.charges[order.id] ?? ShopFacts.Charge()
            let kept = charge.heldMinor + charge.capturedMinor - charge.refundedMinor
            let due = order.isPlaced ? order.dueMinor - (facts.refundsDueMinor[order.id] ?? 0) : 0
            let isRight =
                charge.opened <= 1 && charge.captures <= 1 && kept == due
                && (!order.isPlaced || order.totalMinor == order.dueMinor)
            return isRight ? nil : HistoryBreach(.money, "order \(order.id), \(order.status): \(charge), due \(due)")
        }
    }

    private static let moves: [String: Set<String>] = [
        "": ["checkingOut"],
        "checkingOut": ["awaitingPayment", "placed", "rejected"],
        "awaitingPayment": ["placed", "cancelled"],
        "placed": ["shipped", "delivered", "cancelled"],
        "shipped": ["delivered"],
    ]

    /// Versions without a gap, along legal edges, ending where the order stands.
    private func statuses() -> [HistoryBreach] {
        facts.orders.compactMap { order in
            var at: String?
            for (number, move) in order.history.enumerated() {
                let isLegal = Self.moves[move.from ?? ""]?.contains(move.to) == true
                guard move.version == number + 1, move.from == at, isLegal else {
                    return HistoryBreach(.statuses, "order \(order.id): \(at ?? "new") → \(move)")
                }
                at = move.to
            }
            return at == order.status
                ? nil : HistoryBreach(.statuses, "order \(order.id) is \(order.status), was \(at ?? "new")")
        }
    }
}
