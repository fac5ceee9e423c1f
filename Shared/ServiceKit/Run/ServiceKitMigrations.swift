import Postgres

/// The tables that every service keeps beside its own: outbox, inbox, leases, idempotency keys and sagas.
enum ServiceKitMigrations {
    static let all = [Migration("V001_service_kit", PackageResources.V001_service_kit_sql)]
}
