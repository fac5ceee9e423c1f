import Models
import Postgres
import ServiceKit

@main
struct MarketingService {
    static func main() async {
        await ServiceRunner.main(.marketing, migrations: migrations, assemble: assemble)
    }

    static let migrations = [Migration("V001_marketing", PackageResources.V001_marketing_sql)]

    /// The only place that reads configuration and builds things.
    static func assemble(_ environment: ServiceEnvironment) throws -> ServiceDefinition {
        let configuration = environment.configuration
        let database = environment.database
        let books = OrderBookStore(accounts: AccountStore(outbox: environment.outbox))
        let coupons = CouponStore(database: database)
        let routes = MarketingRoutes(
            database: database,
            quotes: QuoteStore(
                database: database,
                goods: GoodsStore(database: database),
                reference: ReferenceStore(database: database),
                books: books,
                coupons: coupons,
                holdSeconds: try configuration.int("marketing.hold.seconds", default: 1800)
            ),
            customers: CustomerStore(database: database, outbox: environment.outbox),
            promotions: PromotionStore(database: database),
            coupons: coupons,
            rates: RateStore(database: database),
            issuer: environment.developmentIssuer
        )
        let expiry = ExpireClaims(database: database, books: books)
        return ServiceDefinition(
            routes: routes.endpoints,
            hears: HearOrders(books: books).handlers + HearCatalog(projections: ProjectionStore()).handlers,
            workers: [
                expiry.worker(
                    everySeconds: try configuration.seconds("marketing.expiry.poll.seconds", default: 15),
                    logger: environment.logger
                )
            ]
        )
    }
}
