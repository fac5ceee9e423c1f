import ArgumentParser
import Foundation
import Models
import Postgres

/// Gives each service a login and a schema on a server that runs elsewhere, and the check a login that reads. May be run again, and by several at once.
struct PrepareDatabase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Make the logins and schemas on the server that EMPORIA_DATABASE_URL names."
    )

    @Option(help: "A folder with a file for each login that holds its password.") var passwords: String
    @Option(name: .customLong("service"), help: "Only this one; may be repeated.", transform: service)
    var services: [ServiceName] = []
    @Flag(name: .customLong("print"), help: "Print the SQL instead of running it.") var isPrinted = false

    func run() async throws {
        let logins = try DatabaseLogins(of: services.isEmpty ? ServiceName.withDatabase : services) { login in
            try String(contentsOfFile: passwords + "/" + login, encoding: .utf8).trimmed
        }
        if isPrinted { return print(logins.script, terminator: "") }
        let server = try PostgresConfiguration.elsewhere()
        try await Database.with(server) { database in
            try await database.transaction { session in
                for statement in logins.statements { try session.run(SQL(trusted: statement)) }
            }
        }
        Terminal.good("each service has its login and its schema")
    }
}

@Sendable private func service(_ text: String) throws -> ServiceName {
    guard let name = ServiceName(rawValue: text), ServiceName.withDatabase.contains(name) else {
        throw ValidationError("There is no service \"\(text)\" with a database.")
    }
    return name
}
