import Models
import Postgres
import ServiceKit

/// Baskets, checkout and the order book of every channel. The only place that reads configuration and wires things.
@main
struct OrderService {
    static let migrations = [
        Migration("V001_order", PackageResources.V001_order_sql),
        Migration("V002_open_orders", PackageResources.V002_open_orders_sql),
        Migration("V003_unfinished_orders", PackageResources.V003_unfinished_orders_sql),
        Migration("V004_order_pages", PackageResources.V004_order_pages_sql),
        Migration("V005_order_keys", PackageResources.V005_order_keys_sql),
        Migration("V006_order_indexes", PackageResources.V006_order_indexes_sql),
        Migration("V007_random_keys", PackageResources.V007_random_keys_sql),
    ]

    static func main() async {
        await ServiceRunner.main(.order, migrations: migrations) { environment in
            let peers = Peers(
                quotes: MarketingClient(service: try environment.peer(.marketing)),
                inventory: InventoryClient(service: try environment.peer(.inventory)),
                payments: PaymentServiceClient(service: try environment.peer(.payment)),
                shipments: LogisticsClient(service: try environment.peer(.logistics))
            )
            return try assemble(environment, peers: peers)
        }
    }

    /// - Parameter peers: the other services; tests give their own.
    static func assemble(_ environment: ServiceEnvironment, peers: Peers) throws -> ServiceDefinition {
        let configuration = environment.configuration
        let database = environment.database
        let orders = OrderRepository(database: database, outbox: environment.outbox)
        let channels = ChannelRepository(database: database)
        let times = CheckoutTimes(
            callSeconds: try configuration.seconds("order.call.seconds", default: 5),
            paymentSeconds: try configuration.int("order.payment.seconds", default: 900),
            pollSeconds: try configuration.int("order.payment.poll.seconds", default: 15)
        )
        let checkouts = SagaRunner(
            PlaceOrder(orders: orders, peers: peers, times: times),
            database: database,
            instance: configuration.string("instance") ?? EventID().description,
            logger: environment.logger,
            leaseSeconds: try configuration.int("order.lease.seconds", default: 10)
        )
        checkouts.show(in: environment.metrics)
        let baskets = BasketRepository(database: database)
        let keys = try environment.secrets.several("order.status.secret")
        let links = StatusLinks(keys ?? WatchedSecret([randomSecret()]))
        let routes = OrderRoutes(
            orders: orders,
            baskets: baskets,
            channels: channels,
            beginnings: BeginCheckouts(orders: orders, baskets: baskets, checkouts: checkouts, links: links),
            checkouts: checkouts,
            shipments: peers.shipments,
            statusLinks: links,
            caller: environment.caller(ofToken:)
        )
        let news = HearNews(orders: orders, channels: channels, checkouts: checkouts)
        return ServiceDefinition(routes: routes.endpoints, hears: news.handlers, workers: [checkouts])
    }

    /// Without `EMPORIA_ORDER_STATUS_SECRET`. Links given out stay good, for their hashes are stored; only a checkout
    /// repeated after a restart, or in another replica, is answered without one.
    private static func randomSecret() -> String {
        (0..<4).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined()
    }
}
