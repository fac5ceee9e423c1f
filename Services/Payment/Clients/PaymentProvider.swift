import Models
import ServiceKit

/// Whoever moves the money: an acquirer, Alipay, a wallet. An adapter makes one of them look like this.
///
/// What an adapter owes is written down as tests, the conformance suite, which runs for every method.
protocol PaymentProvider: Sendable {
    /// Its name in the path of its callbacks.
    var name: String { get }

    /// Carries out a command, or finds out that it was carried out before, and reports how the charge stands now.
    func perform(
        _ command: ProviderCommand,
        for payment: Payment,
        until deadline: Deadline
    ) async throws(ProviderError)
        -> ChargeReport

    /// Verifies and reads a callback.
    /// - Throws: a problem for whoever sent it.
    func callback(_ request: ServiceRequest) throws -> (payment: PaymentID, report: ChargeReport)
}

enum ProviderError: Error, Equatable {
    /// The provider definitely did nothing, and will not.
    case refused(String)
    /// Nobody knows whether it was done; the same command tells.
    case unknown(String)
}

/// Which provider serves which method.
struct ProviderDirectory: Sendable {
    private let byMethod: [PaymentMethod: any PaymentProvider]

    init(_ providers: [PaymentMethod: any PaymentProvider]) {
        byMethod = providers
    }

    func provider(for method: PaymentMethod) -> (any PaymentProvider)? {
        byMethod[method]
    }

    func provider(named name: String) -> (any PaymentProvider)? {
        byMethod.values.first { $0.name == name }
    }
}
