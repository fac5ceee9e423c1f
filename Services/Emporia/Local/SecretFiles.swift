import Foundation
import Models

/// A shop's secrets as files, a folder for everybody who needs some, so that each can be given its own and no more.
///
/// A file is named after the setting that names it: `EMPORIA_SERVICE_KEY_FILE` is `service-key`.
struct SecretFiles {
    let secrets: Secrets
    let target: StateFolder

    /// Writes all of them; what stood there before is replaced by what the shop's state says now.
    func write() throws {
        for service in ServiceName.allCases { try write(service) }
        for login in ServiceName.withDatabase.map(\.rawValue) + [DatabaseLogins.reader] {
            try target.write(secrets.password(ofLogin: login), to: "database/\(login)")
        }
        try target.write(secrets.password(ofLogin: DatabaseLogins.reader), to: "check/database-password")
        for folder in ["database", "postgres"] {
            try target.write(secrets.superuserPassword(), to: "\(folder)/superuser")
        }
        try target.write(secrets.issuerKeyText, to: "seed/issuer-key")
    }

    private func write(_ service: ServiceName) throws {
        for (variable, path) in try secrets.settings(of: service) where variable.hasSuffix("_FILE") {
            let name = variable.dropFirst("EMPORIA_".count).dropLast("_FILE".count).lowercased()
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try target.write(text, to: "\(service.rawValue)/\(name.replacing("_", with: "-"))")
        }
    }
}
