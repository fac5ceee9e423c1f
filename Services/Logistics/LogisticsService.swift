import Models
import Postgres
import ServiceKit

/// Shipments: from a placed order to the customer's door, or to the counter.
@main
struct LogisticsService {
    static let migrations = [
        Migration("V001_logistics", PackageResources.V001_logistics_sql),
        Migration("V002_planning", PackageResources.V002_planning_sql),
    ]

    static func main() async {
        await ServiceRunner.main(.logistics, migrations: migrations, assemble: assemble)
    }

    static func assemble(in environment: ServiceEnvironment) -> ServiceDefinition {
        let database = environment.database
        let labels = LabelRepository()
        let shipments = ShipmentRepository(database: database, outbox: environment.outbox, labels: labels)
        let routes = LogisticsRoutes(
            database: database,
            shipments: shipments,
            labels: labels,
            scans: ScanRepository(database: database)
        )
        return ServiceDefinition(routes: routes.endpoints, hears: HearOrders(shipments: shipments).handlers)
    }
}
