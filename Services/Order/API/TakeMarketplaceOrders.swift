import Models
import Postgres
import ServiceKit

extension OrderRoutes {
    /// The batch is recorded in one commit with a saga for each order, then reserved side by side. A repeat finds what
    /// the first attempt left, however far it came.
    func takeMarketplaceOrders(_ request: ServiceRequest) async throws -> ServiceResponse {
        let batch = try IntakeBatch<MarketplaceOrder>(request)
        let claim = try request.idempotencyClaim()
        let bound = request.caller.channelID
        let trace = request.context.trace.description
        let recorded = try await record(batch.items, claim, bound, trace)
        guard case .recorded(let items) = recorded else { return try recorded.response() }
        let results = try await reserve(items, untilSeconds: request.deadline.remainingSeconds - 0.5)
        return try await orders.database.transaction { session in
            let response = ServiceResponse.ok(IntakeAnswer(results: results))
            try claim.finish(with: response, on: session)
            return response
        }
    }

    private enum Recorded: Sendable {
        case recorded([MarketplaceItem])
        case answered(ServiceResponse)

        func response() throws -> ServiceResponse {
            guard case .answered(let response) = self else { throw Problem.stillRunning }
            return response
        }
    }

    private func record(
        _ items: [Result<MarketplaceOrder, RejectedItem>],
        _ claim: IdempotencyClaim,
        _ bound: ChannelID?,
        _ trace: String
    ) async throws -> Recorded {
        try await orders.database.transaction { session in
            if case .finished(let response) = try claim.take(on: session) { return .answered(response) }
            let verified = items.map { Self.verified($0, bound: bound) }
            var begun = try begin(verified.compactMap { try? $0.get() }, trace, on: session).makeIterator()
            return .recorded(
                try verified.map { item in
                    switch item {
                    case .failure(let rejected): return .rejected(rejected)
                    case .success(let order):
                        if let placing = begun.next() ?? nil { return .begun(placing) }
                        let known = try orders.id(of: order.externalID, in: order.channelID, on: session)
                        return .known(order.externalID, known)
                    }
                }
            )
        }
    }

    private static func verified(
        _ item: Result<MarketplaceOrder, RejectedItem>,
        bound: ChannelID?
    ) -> Result<MarketplaceOrder, RejectedItem> {
        item.flatMap { order in
            do throws(ExternalOrderError) {
                guard bound == nil || bound == order.channelID else { throw .otherChannel }
                try order.verify()
                return .success(order)
            } catch {
                return .failure(RejectedItem(externalID: order.externalID, problem: error.problem))
            }
        }
    }

    /// - Returns: for each order, in their order, what began; nil where the channel brought it before.
    private func begin(
        _ items: [MarketplaceOrder],
        _ trace: String,
        on session: borrowing Session
    ) throws -> [Placing?] {
        guard !items.isEmpty else { return [] }
        let placings = try zip(items, session.query(OrderRepository.numbers(items.count))).map { order, row in
            Placing(order, number: try OrderNumber(row).description, trace: trace)
        }
        let rows = try session.query(orders.beginning(placings, statusTokens: [:]))
        let written = Set(try rows.map { try $0.get("id", as: OrderID.self) })
        let begun = placings.map { written.contains($0.orderID) ? $0 : nil }
        try session.run(checkouts.beginning(begun.compactMap(\.self).map { ($0.orderID.saga, $0) }))
        return begun
    }

    /// As many at a time as keep Inventory's batches full without queueing.
    private static var atOnce: Int { 32 }

    private func reserve(_ items: [MarketplaceItem], untilSeconds seconds: Double) async throws -> [IntakeResult] {
        let deadline = Deadline.after(seconds: seconds)
        return try await withThrowingTaskGroup(of: (Int, IntakeResult).self) { group in
            var results: [IntakeResult?] = Array(repeating: nil, count: items.count)
            for (index, item) in items.enumerated() {
                if index >= Self.atOnce, let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (index, try await self.result(of: item, deadline)) }
            }
            for try await (done, result) in group { results[done] = result }
            return results.compactMap(\.self)
        }
    }

    private func result(of item: MarketplaceItem, _ deadline: Deadline) async throws -> IntakeResult {
        switch item {
        case .rejected(let rejected):
            return IntakeResult(externalID: rejected.externalID, status: .rejected, problem: rejected.problem)
        case .begun(let placing):
            let outcome = await checkouts.advance(
                placing.orderID.saga,
                placing,
                withinSeconds: deadline.remainingSeconds
            )
            return try await result(placing.externalID ?? "", placing.orderID, outcome, ifPlaced: .created)
        case .known(let externalID, let id):
            let outcome = try await checkouts.attend(id.saga, withinSeconds: deadline.remainingSeconds)
            return try await result(externalID, id, outcome, ifPlaced: .duplicate)
        }
    }

    private func result(
        _ externalID: String,
        _ id: OrderID,
        _ outcome: SagaOutcome<Placing>?,
        ifPlaced placed: IntakeResult.Status
    ) async throws -> IntakeResult {
        switch outcome {
        case .succeeded: return IntakeResult(externalID: externalID, orderID: id, status: placed)
        case .unwound(_, let refusal):
            return IntakeResult(externalID: externalID, orderID: id, status: .rejected, problem: refusal.problem)
        case .paused, .stillRunning:
            throw Problem.unavailable("Some orders are still being reserved; send the batch again with the same key.")
        case nil:
            guard let refusal = try await orders.refusal(of: id) else {
                return IntakeResult(externalID: externalID, orderID: id, status: placed)
            }
            return IntakeResult(externalID: externalID, orderID: id, status: .rejected, problem: refusal.problem)
        }
    }
}

/// An item of the batch after it was recorded.
private enum MarketplaceItem: Sendable {
    case begun(Placing)
    case known(String, OrderID)
    case rejected(RejectedItem)
}
