import Models
import Postgres
import ServiceKit

/// Locations, stock and promises of stock: what may be sold, and from where.
@main
struct InventoryService {
    static let migrations = [Migration("V001_inventory", PackageResources.V001_inventory_sql)]

    static func main() async {
        await ServiceRunner.main(.inventory, migrations: migrations, assemble: assemble)
    }

    static func assemble(in environment: ServiceEnvironment) -> ServiceDefinition {
        let database = environment.database
        let alarm = ExpiryAlarm()
        let reservations = ReservationRepository(database: database, outbox: environment.outbox, alarm: alarm)
        let stock = StockRepository(outbox: environment.outbox)
        let routes = InventoryRoutes(
            database: database,
            locations: LocationRepository(database: database),
            stock: stock,
            stockQueries: StockQueries(database: database),
            reservations: reservations
        )
        return ServiceDefinition(
            routes: routes.endpoints,
            hears: HearOrders(reservations: reservations, stock: stock).handlers
                + HearShipments(reservations: reservations).handlers,
            workers: [ExpireHolds(database: database, reservations: reservations, alarm: alarm).worker]
        )
    }
}
