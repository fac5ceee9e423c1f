import JSON
import Models
import Postgres
import ServiceKit

struct CategoryRepository: Sendable {
    let database: Database

    func create(_ category: Category, on session: borrowing Session) throws {
        do {
            try session.run(
                """
                INSERT INTO categories (id, parent_id, name)
                VALUES (\(category.id), \(category.parentID), \(json: category.name))
                """
            )
        } catch let error as PostgresError where error.isUniqueViolation {
            throw CatalogError.categoryTaken(category.id)
        } catch let error as PostgresError where error.isForeignKeyViolation {
            throw CatalogError.unknownCategory(field: "/parentId")
        }
    }

    func list(_ page: PageRequest) async throws -> Page<Category> {
        let after = try page.cursor?.key(as: CategoryID.self)
        let rows = try await database.query(
            """
            SELECT id, parent_id, name
              FROM categories
             WHERE id > coalesce(\(after)::text, '')
             ORDER BY id
             LIMIT \(page.limit + 1)::bigint
            """
        )
        return Page(try rows.map(Category.init), limit: page.limit) { [$0.id.value] }
    }
}

extension Category {
    fileprivate init(_ row: Row) throws(PostgresError) {
        try self.init(id: row.get("id"), parentID: row.get("parent_id"), name: row.json("name"))
    }
}
