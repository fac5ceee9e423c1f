import Foundation
import TestSupport
import Testing

/// Expand first, contract a release later: what a release still needs is never taken away under it.
@Suite("The schema")
struct MigrationLintTests {
    @Test("XC-18 never loses what the release before needs, unless a marker names the step that replaced it")
    func contractsLater() throws {
        for folder in try Self.folders() {
            let files = try MigrationFile.all(in: folder)
            for file in files {
                #expect(file.faults(besides: files) == [], "\(folder)/\(file.name)")
            }
        }
    }

    @Test(
        "XC-18 that takes something away is found",
        arguments: [
            "DROP TABLE orders", "ALTER TABLE orders DROP COLUMN note", "alter table orders drop note",
            "ALTER TABLE orders RENAME COLUMN note TO remark", "ALTER TABLE orders RENAME TO purchases",
            "ALTER TABLE orders ALTER COLUMN total TYPE integer", "ALTER TABLE orders ALTER note SET DATA TYPE text",
            "ALTER TABLE orders ALTER COLUMN note SET NOT NULL", "ALTER TABLE orders ALTER note DROP DEFAULT",
            "ALTER TABLE orders ADD COLUMN gift boolean NOT NULL", "ALTER TABLE orders ADD gift boolean NOT NULL",
            "ALTER TABLE orders ADD CONSTRAINT cheap CHECK (total < 10)",
            "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
            "CREATE UNIQUE INDEX ON orders (note)", "DROP INDEX orders_by_note", "TRUNCATE orders",
            "ALTER TYPE status RENAME VALUE 'a' TO 'b'", "REVOKE INSERT ON orders FROM shop",
            "CREATE TABLE gifts (id uuid); REVOKE UPDATE ON gifts, orders FROM PUBLIC",
            "ALTER TABLE orders SET SCHEMA attic", "DROP VIEW IF EXISTS totals",
            "CREATE TABLE gifts (id uuid); ALTER TABLE orders DROP note",
        ]
    )
    func finds(sql: String) {
        let file = MigrationFile(name: "V002_change", text: sql + ";\n")

        #expect(!file.faults(besides: [MigrationFile(name: "V001_order", text: "")]).isEmpty)
    }

    @Test(
        "XC-18 that only adds passes",
        arguments: [
            "CREATE TABLE gifts (id uuid PRIMARY KEY, note text NOT NULL)", "CREATE INDEX ON orders (note)",
            "ALTER TABLE orders ADD COLUMN note text", "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL",
            "ALTER TABLE orders ADD COLUMN gift boolean NOT NULL DEFAULT false",
            "ALTER TABLE orders ADD COLUMN gross bigint GENERATED ALWAYS AS (net + tax) STORED NOT NULL",
            "ALTER TABLE orders ADD note text, ADD gift boolean NOT NULL DEFAULT false",
            "-- don't DROP TABLE orders\nSELECT 'DROP TABLE orders'", "DO $$ BEGIN /* TRUNCATE */ NULL; END $$",
            "ALTER TABLE orders DROP CONSTRAINT orders_check, ADD CONSTRAINT orders_check CHECK (total < 20)",
            "CREATE TABLE gifts (id uuid); ALTER TABLE gifts ALTER COLUMN id SET NOT NULL",
            "CREATE TABLE gifts (id uuid); CREATE UNIQUE INDEX ON gifts (id)",
            "CREATE TABLE gifts (id uuid); REVOKE UPDATE, DELETE ON gifts FROM PUBLIC, CURRENT_USER",
            "-- contracts: V001_order\nALTER TABLE orders DROP COLUMN note",
        ]
    )
    func passes(sql: String) {
        let file = MigrationFile(name: "V002_change", text: sql + ";\n")

        #expect(file.faults(besides: [MigrationFile(name: "V001_order", text: "")]) == [])
    }

    @Test(
        "XC-18 accepts only a marker that names an earlier step",
        arguments: ["V002_change", "V003_later", "V001_typo"]
    )
    func wrongMarker(name: String) {
        let file = MigrationFile(name: "V002_change", text: "-- contracts: \(name)\nDROP TABLE orders;\n")
        let others = [MigrationFile(name: "V001_order", text: ""), MigrationFile(name: "V003_later", text: "")]

        #expect(!file.faults(besides: others + [file]).isEmpty)
    }

    private static func folders() throws -> [String] {
        let services = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Services"))
            .map { "Services/\($0)/Storage/Migrations" }
            .filter { FileManager.default.fileExists(atPath: Repository.path($0)) }
        #expect(services.count >= 6)
        return services + ["Shared/ServiceKit/Migrations"]
    }
}
