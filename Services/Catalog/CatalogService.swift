import Models
import Postgres
import ServiceKit

/// What is sold, where, and for how much. The only place that reads configuration and wires things.
@main
struct CatalogService {
    static let migrations = [Migration("V001_catalog", PackageResources.V001_catalog_sql)]

    static func main() async {
        await ServiceRunner.main(.catalog, migrations: migrations, assemble: assemble)
    }

    static func assemble(_ environment: ServiceEnvironment) throws -> ServiceDefinition {
        ServiceDefinition(
            routes: CatalogRoutes(database: environment.database, outbox: environment.outbox).endpoints
        )
    }
}
