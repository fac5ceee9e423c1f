import Postgres
import ServiceKit

extension PaymentRoutes {
    /// What a provider says by itself. It may come twice, late, in any order and beside our own questions; whatever it
    /// leaves to do is done after the commit, not while the provider waits.
    func receiveCallback(_ request: ServiceRequest) async throws -> ServiceResponse {
        guard let provider = providers.provider(named: try request.parameter("provider")) else {
            throw Problem.notFound("There is no payment provider of this name.")
        }
        let (id, report) = try provider.callback(request)
        try await Failpoint.callbackBefore.reached()
        try await payments.database.transaction { [payments] session in
            _ = try payments.update(id, by: .calledBack(report), on: session)
            try Failpoint.callbackInside.reachedInTransaction()
        }
        try await Failpoint.callbackAfter.reached()
        return .noContent
    }
}
