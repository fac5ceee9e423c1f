import Models
import ServiceKit

extension OrderRoutes {
    /// A batch is one transaction; a sale counts once however often its till sends it.
    func takeTillOrders(_ request: ServiceRequest) async throws -> ServiceResponse {
        let batch = try IntakeBatch<TillOrder>(request)
        let bound = request.caller.channelID
        let checked = batch.items.map { item in
            item.flatMap { sale in
                Result { try sale.checked(for: bound) }
                    .mapError { RejectedItem(externalID: sale.externalID, problem: .intake($0)) }
            }
        }
        let actor = "channel:\(request.caller.subject)"
        return try await request.once(in: orders.database) { session in
            let taken = try orders.take(checked.compactMap { try? $0.get() }, actor: actor, on: session)
            var next = taken.makeIterator()
            return .ok(
                IntakeAnswer(
                    results: checked.map { item in
                        switch item {
                        case .success(let sale):
                            IntakeResult(externalID: sale.externalID, next.next())
                        case .failure(let rejected):
                            IntakeResult(externalID: rejected.externalID, status: .rejected, problem: rejected.problem)
                        }
                    }
                )
            )
        }
    }
}

extension TillOrder {
    fileprivate func checked(for bound: ChannelID?) throws(ExternalOrderError) -> TillOrder {
        guard bound == nil || bound == channelID else { throw .otherChannel }
        try verify()
        return self
    }
}

extension IntakeResult {
    fileprivate init(externalID: String, _ taken: TakenOrder?) {
        self.init(
            externalID: externalID,
            orderID: taken?.id,
            status: taken?.isNew == true ? .created : .duplicate
        )
    }
}
