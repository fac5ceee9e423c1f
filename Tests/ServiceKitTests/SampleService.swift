import JSON
import Models
import Postgres
import ServiceKit
import TestSupport

/// A service of one table, with a route of each kind that ServiceKit promises something about.
enum SampleService {
    static let migrations = [
        Migration(
            version: 1,
            name: "V001_notes",
            sql: Array("CREATE TABLE notes (id uuid PRIMARY KEY, text text)".utf8)
        )
    ]

    static func with<T>(
        settings: [String: String] = [:],
        gate: Gate = Gate(),
        _ body: (TestService) async throws -> T
    ) async throws -> T {
        try await TestService.with(
            .order,
            migrations: migrations,
            settings: settings,
            assemble: { environment in
                ServiceDefinition(routes: routes(environment.database, gate))
            },
            body
        )
    }

    private static func routes(_ database: Database, _ gate: Gate) -> [Endpoint] {
        [
            .post("/v1/notes", .roles([.customer, .support])) { request in
                let note = try request.decode(Note.self)
                return try await request.once(in: database) { session in
                    let id = OrderID()
                    try session.run("INSERT INTO notes (id, text) VALUES (\(id), \(note.text))")
                    if note.text == "refuse me" { throw Problem.invalid("/text", "is refused") }
                    return .created(note, location: "/v1/notes/\(id)", etag: 1)
                }
            },
            .get("/v1/notes", .open) { request in
                try request.allowQuery("limit", "cursor")
                _ = try request.page()
                let count = try await database.query("SELECT count(*) AS count FROM notes")
                return .ok(try count.first?.get("count", as: Int.self) ?? 0)
            },
            .get("/v1/notes/{id}", .open) { request in
                .ok(try request.parameter("id", as: OrderID.self).description)
            },
            .put("/v1/notes/{id}", .services([.payment])) { request in
                .ok(try request.ifMatch())
            },
            .get("/v1/slow", .open) { _ in
                await gate.wait()
                return .noContent
            },
            .get("/v1/broken", .open) { _ in throw Unexpected() },
        ]
    }

    struct Note: JSONReadable, JSONWritable {
        let text: String
        let author: String?

        init?(json: JSONNode) {
            let text = json.text("text")
            author = json.optionalText("author", length: 1...20)
            guard let text else { return nil }
            self.text = text
        }

        func write(to json: inout JSONWriter) {
            json.object { $0.field("text", text) }
        }
    }

    struct Unexpected: Error {}
}

/// Holds requests until the test opens it.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            for watcher in watchers where watcher.count <= waiting.count { watcher.1.resume() }
            watchers.removeAll { $0.count <= waiting.count }
        }
    }

    /// Returns when this many requests are held.
    func holding(_ count: Int) async {
        if waiting.count >= count { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
