import Models
import Postgres
import ServiceKit

/// Begins checkouts: those that arrive while a commit is under way share the next one. Keys are claimed, baskets held,
/// orders and sagas written by a handful of statements, however many buyers came. Those of a batch go on together, and the
/// next begins when they have been answered.
struct BeginCheckouts: Sendable {
    struct Wish: Sendable {
        let orderID: OrderID
        let draft: PlacingDraft
        let claim: IdempotencyClaim
        let statusToken: StatusToken
    }

    enum Beginning: Sendable {
        case begun(Placing, StatusToken)
        /// Asked before, and this was the answer.
        case finished(ServiceResponse)
        /// Asked before; the order is still on its way.
        case unfinished(OrderID)
    }

    /// How long one slow purchase may keep the next ones from beginning.
    private static let spacingMax = Duration.milliseconds(50)

    private let writer: BatchWriter<Wish, Beginning>
    private let links: StatusLinks

    init(orders: OrderRepository, baskets: BasketRepository, checkouts: SagaRunner<PlaceOrder>, links: StatusLinks) {
        let batch = CheckoutBatch(orders: orders, baskets: baskets, checkouts: checkouts)
        self.links = links
        writer = BatchWriter(
            orders.database,
            name: "checkouts",
            pace: BatchPace(longest: Self.spacingMax)
        ) { wishes, session in
            try batch.begin(wishes, on: session)
        }
    }

    /// - Returns: What began, and a membership that ends with the answer.
    /// - Throws: 409 while the first request with this key still runs, and whatever is wrong with the wish itself.
    func begin(_ draft: PlacingDraft, _ claim: IdempotencyClaim) async throws -> (Beginning, BatchMembership?) {
        let id = OrderID()
        let wish = Wish(orderID: id, draft: draft, claim: claim, statusToken: links.token(for: id))
        do {
            return try await writer.begin(wish)
        } catch let error as PostgresError where error.isLockTimeout {
            throw Problem.stillRunning
        } catch PostgresError.outcomeUnknown {
            // The key knows: either this very wish was begun, or it is begun now.
            return try await writer.begin(wish)
        }
    }
}

/// The transaction behind a batch of wishes: two round trips, the second with its COMMIT; more for baskets, for wishes that
/// are refused and for keys that come again.
private struct CheckoutBatch: Sendable {
    typealias Wish = BeginCheckouts.Wish
    typealias Beginning = BeginCheckouts.Beginning

    let orders: OrderRepository
    let baskets: BasketRepository
    let checkouts: SagaRunner<PlaceOrder>

    func begin(_ wishes: [Wish], on session: borrowing Session) throws -> [Result<Beginning, any Error>] {
        let found = try session.pipeline([
            IdempotencyClaim.insertion(of: wishes.map { ($0.claim, $0.orderID.description) }),
            OrderRepository.numbers(wishes.count),
            ChannelRepository.active,
        ])
        let new = Set(try found[0].map { try $0.get("reference", as: String.self) })
        let isNew = wishes.map { new.contains($0.orderID.description) }
        let wanted = zip(wishes, isNew).compactMap { $1 ? $0.draft.wish.basketID : nil }
        var round = CheckoutRound(
            channels: try ChannelRepository.Channel.all(in: found[2]),
            baskets: try baskets.lock(wanted, on: session)
        )
        var results: [Result<Beginning, any Error>] = []
        for ((wish, isNew), row) in zip(zip(wishes, isNew), found[1]) {
            results.append(
                Result {
                    guard isNew else { return try standing(wish, on: session) }
                    return .begun(try round.begin(wish, number: OrderNumber(row).description), wish.statusToken)
                }
            )
        }
        try write(round, on: session)
        try Failpoint.checkoutInside.reachedInTransaction()
        return results
    }

    private func write(_ round: CheckoutRound, on session: borrowing Session) throws {
        var statements: [SQL] = []
        if !round.begun.isEmpty {
            statements += [
                orders.beginning(round.begun, statusTokens: round.statusTokens),
                checkouts.beginning(round.begun.map { ($0.orderID.saga, $0) }),
            ]
        }
        if !round.held.isEmpty { statements.append(baskets.holding(round.held)) }
        for statement in statements { try session.send(statement) }
        if !round.refused.isEmpty { try IdempotencyClaim.release(round.refused, on: session) }
    }

    private func standing(_ wish: Wish, on session: borrowing Session) throws -> Beginning {
        switch try wish.claim.standing(on: session) {
        case .finished(let response): return .finished(response)
        case .first: throw Problem.stillRunning
        case .unfinished(let reference):
            guard let id = OrderID(reference) else { throw Problem.stillRunning }
            let begun = id == wish.orderID ? try checkouts.begun(id.saga, on: session) : nil
            return begun.map { .begun($0, wish.statusToken) } ?? .unfinished(id)
        }
    }
}

/// What becomes of each wish of a batch, given the channels and baskets as they were locked.
private struct CheckoutRound {
    let channels: [ChannelID: ChannelRepository.Channel]
    /// As they stand after the wishes so far: two wishes for one basket must not both have it.
    var baskets: [BasketID: Basket]
    private(set) var begun: [Placing] = []
    private(set) var statusTokens: [OrderID: StatusToken] = [:]
    private(set) var held: [Basket] = []
    private(set) var refused: [IdempotencyClaim] = []

    init(channels: [ChannelID: ChannelRepository.Channel], baskets: [BasketID: Basket]) {
        self.channels = channels
        self.baskets = baskets
    }

    mutating func begin(_ wish: BeginCheckouts.Wish, number: String) throws -> Placing {
        do {
            let draft = wish.draft
            guard let channel = channels[draft.wish.channelID] else {
                throw Problem.channelUnknown(draft.wish.channelID)
            }
            let basket = try draft.wish.basketID.map { id in
                guard let basket = baskets[id], basket.owner == draft.owner else { throw BasketError.notFound }
                return basket
            }
            let placing = try draft.placing(wish.orderID, number: number, channel: channel, basket: basket)
            if let basket = try basket?.held(by: wish.orderID) {
                baskets[basket.id] = basket
                held.append(basket)
            }
            begun.append(placing)
            statusTokens[placing.orderID] = wish.statusToken
            return placing
        } catch {
            refused.append(wish.claim)
            throw error
        }
    }
}
