import Foundation
import TestSupport

/// A step of a schema, read for what it takes away from the release before.
struct MigrationFile {
    let name: String
    let text: String

    static func all(in folder: String) throws -> [MigrationFile] {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))
        return try names.filter { $0.hasSuffix(".sql") }.sorted().map { name in
            let text = try String(contentsOfFile: Repository.path(folder + "/" + name), encoding: .utf8)
            return MigrationFile(name: String(name.dropLast(4)), text: text)
        }
    }

    /// The contracting statements of a file whose marker does not name an earlier step.
    func faults(besides others: [MigrationFile]) -> [String] {
        let contracting = statements.filter(takesAway)
        guard !contracting.isEmpty, !hasMarker(naming: others) else { return [] }
        return contracting
    }

    private func hasMarker(naming others: [MigrationFile]) -> Bool {
        guard let marker = text.firstMatch(of: /(?m)^\s*--\s*contracts:\s*(V[0-9]+_\w+)/) else { return false }
        return others.contains { $0.name == String(marker.1) && $0.version < version }
    }

    private var version: Int { Int(name.dropFirst().prefix { $0.isNumber }) ?? 0 }

    /// Without comments and without what stands in quotes, white space folded.
    private var statements: [String] {
        let ignored = #"--[^\n]*|/\*[\s\S]*?\*/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'"#
        let code = text.replacingOccurrences(of: ignored, with: " '' ", options: .regularExpression)
        return code.split(separator: ";").map { statement in
            statement.split(whereSeparator: \.isWhitespace).filter { $0 != "''" }.joined(separator: " ")
        }
    }

    private func takesAway(_ statement: String) -> Bool {
        let tables = tables(in: statement)
        if !tables.isEmpty, created.isSuperset(of: tables) { return false }
        return Self.contractions.contains { statement.range(of: $0, options: Self.options) != nil }
            || narrows(statement)
            || statement.matches(of: Self.additions).contains { addition in
                addition.output.contains(Self.notNull) && !addition.output.contains(Self.filled)
            }
    }

    /// A new constraint on old rows, unless it stands in for one of its name.
    private func narrows(_ statement: String) -> Bool {
        statement.matches(of: /(?i)\bADD CONSTRAINT (\w+)/).contains { match in
            statement.range(of: "DROP CONSTRAINT (IF EXISTS )?\(match.1)\\b", options: Self.options) == nil
        }
    }

    /// What is made in this file has no users yet.
    private var created: Set<String> {
        Set(
            statements.compactMap { $0.firstMatch(of: /(?i)^CREATE TABLE (?:IF NOT EXISTS )?([\w".]+)/) }.map {
                String($0.1)
            }
        )
    }

    /// Those that the statement is about, where it may be harmless.
    private func tables(in statement: String) -> [String] {
        let altered = statement.firstMatch(of: /(?i)^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?([\w".]+)/)?.1
        let indexed = statement.firstMatch(of: /(?i)^CREATE UNIQUE INDEX .*?\bON ([\w".]+)/)?.1
        let revoked = statement.firstMatch(of: /(?i)^REVOKE .* ON (?:TABLE )?([\w".]+(?: ?, ?[\w".]+)*) FROM/)?.1
        let list = altered ?? indexed ?? revoked ?? ""
        return list.split { $0 == "," || $0 == " " }.map(String.init)
    }

    private static let options: String.CompareOptions = [.regularExpression, .caseInsensitive]
    /// Dropping NOT NULL or a check widens; a key may be what an ON CONFLICT leans on.
    private static let contractions = [
        "^DROP ", "^TRUNCATE ", "^REVOKE ", "^CREATE UNIQUE INDEX", #"^ALTER .*\bRENAME\b"#,
        #"^ALTER .*\bSET SCHEMA\b"#,
        #"^ALTER TABLE .*\bDROP (?!NOT NULL|CONSTRAINT)"#,
        #"^ALTER TABLE .*\bDROP CONSTRAINT (IF EXISTS )?\w+_p?key\b"#,
        #"^ALTER TABLE .*\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b"#,
        #"^ALTER TABLE .*\bSET NOT NULL\b"#,
    ]
    nonisolated(unsafe) private static let additions = /(?i)\bADD (?:COLUMN )?(?!CONSTRAINT)(?:[^,(]|\([^)]*\))+/
    nonisolated(unsafe) private static let notNull = /(?i)\bNOT NULL\b/
    nonisolated(unsafe) private static let filled = /(?i)\b(?:DEFAULT|GENERATED)\b/
}
