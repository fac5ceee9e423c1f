import Models
import Postgres
import ServiceKit

/// The money of orders: asked for, taken, given back, and booked twice.
@main
struct PaymentService {
    static let migrations = [
        Migration("V001_payment", PackageResources.V001_payment_sql),
        Migration("V002_ledger", PackageResources.V002_ledger_sql),
    ]

    static func main() async {
        await ServiceRunner.main(.payment, migrations: migrations, assemble: assemble)
    }

    static func assemble(_ environment: ServiceEnvironment) throws -> ServiceDefinition {
        try assemble(environment, providers: ProviderDirectory(environment))
    }

    static func assemble(
        _ environment: ServiceEnvironment,
        providers: ProviderDirectory
    ) throws -> ServiceDefinition {
        let payments = PaymentRepository(
            database: environment.database,
            outbox: environment.outbox,
            wake: WakeSignal()
        )
        let metrics = PaymentMetrics(environment.metrics)
        metrics.watch(payments)
        let advance = AdvancePayment(
            payments: payments,
            providers: providers,
            metrics: metrics,
            logger: environment.logger
        )
        let routes = PaymentRoutes(
            database: environment.database,
            payments: payments,
            ledger: LedgerQueries(database: environment.database),
            providers: providers,
            advance: advance
        )
        return ServiceDefinition(
            routes: routes.endpoints,
            hears: HearOrders(payments: payments, logger: environment.logger).handlers,
            workers: [RecoverPayments(payments: payments, advance: advance, logger: environment.logger)]
        )
    }
}

extension ProviderDirectory {
    /// All online methods are served by the simulator until a shop brings its contracts with providers.
    init(_ environment: ServiceEnvironment) throws {
        let configuration = environment.configuration
        let callbackBase = configuration.string("payment.public.url", default: "http://127.0.0.1:8084")
        let simulator = SimulatorProvider(
            client: try CurlClient(),
            baseURL: configuration.string("simulator.url", default: "http://127.0.0.1:8090"),
            callbackURL: callbackBase + "/v1/provider-callbacks/simulator",
            signature: try environment.secrets.providerSignature()
        )
        self.init(Dictionary(PaymentMethod.online.map { ($0, simulator) }, uniquingKeysWith: { first, _ in first }))
    }
}
