/// Compares the files with what is applied, without touching anything.
struct MigrationPlan {
    struct Applied: Equatable {
        let version: Int
        let name: String
        let checksum: String
        /// The version that a release must know to run on it.
        let required: Int
    }

    private let migrations: [Migration]

    /// Versions are 1, 2, 3 …: a gap is a file that someone forgot, a repeat is two people with one number.
    init(_ migrations: [Migration]) throws(PostgresError) {
        let sorted = migrations.sorted { $0.version < $1.version }
        for (index, migration) in sorted.enumerated() where migration.version != index + 1 {
            let names = sorted.map(\.name).joined(separator: ", ")
            throw .migration("version \(index + 1) is missing or there twice among \(names)")
        }
        self.migrations = sorted
    }

    /// What remains to be done, in order.
    ///
    /// Steps of a newer release are no obstacle while they only add: both releases run side by side during an upgrade,
    /// and the older one again after a roll-back.
    func pending(after applied: [Applied]) throws(PostgresError) -> ArraySlice<Migration> {
        for done in applied {
            guard done.required <= migrations.count else {
                throw .migration("\(done.name) took away what this release needs; it is too old for the schema")
            }
            guard let migration = migrations.first(where: { $0.version == done.version }) else { continue }
            guard migration.checksum == done.checksum else {
                throw .migration("\(done.name) was edited after it had been applied; write a new migration instead")
            }
        }
        let versions = Set(applied.map(\.version))
        guard let first = migrations.firstIndex(where: { !versions.contains($0.version) }) else { return [] }
        guard versions.allSatisfy({ $0 <= first }) else {
            throw .migration("\(migrations[first].name) was never applied but later ones were")
        }
        return migrations[first...]
    }
}
