import Models
import Postgres
import ServiceKit

/// What is sold, where, and for how much. The only place that reads configuration and wires things.
@main
struct CatalogService {
    static let migrations = [
        Migration("V001_catalog", PackageResources.V001_catalog_sql),
        Migration("V002_editions", PackageResources.V002_editions_sql),
        Migration("V003_references", PackageResources.V003_references_sql),
    ]

    static func main() async {
        await ServiceRunner.main(.catalog, migrations: migrations, assemble: assemble)
    }

    static func assemble(_ environment: ServiceEnvironment) throws -> ServiceDefinition {
        ServiceDefinition(routes: try CatalogRoutes(environment).endpoints)
    }
}
