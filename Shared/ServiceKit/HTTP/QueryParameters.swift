public import Models

/// The query of a URL (`application/x-www-form-urlencoded`), kept in order and decoded once.
struct QueryParameters: Sendable {
    let pairs: [(name: String, value: String)]

    /// - Throws: 400 where a percent escape is not one, or does not make UTF-8.
    init(_ query: Substring?) throws(Problem) {
        var pairs: [(String, String)] = []
        for part in (query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decoded(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decoded(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else {
                throw Problem.badRequest("The query holds an invalid percent escape.")
            }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    func values(_ name: String) -> [String] {
        pairs.lazy.filter { $0.name == name }.map(\.value)
    }

    func firstUnknown(besides known: [String]) -> String? {
        pairs.first { !known.contains($0.name) }?.name
    }
}

extension ServiceRequest {
    /// Refuses a query parameter that the route does not know, so that a misspelt filter is never silently ignored.
    public func allowQuery(_ names: String...) throws {
        if let unknown = query.firstUnknown(besides: names) {
            throw Problem.badRequest(
                names.isEmpty
                    ? "This route takes no query; \"\(unknown)\" is not known."
                    : "The query parameter \"\(unknown)\" is not known; known are \(names.joined(separator: ", "))."
            )
        }
    }

    /// One query parameter; nil when absent.
    /// - Throws: 400 when it is repeated or can't be read as `T`.
    public func query<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T? {
        let values = query.values(name)
        guard let text = values.first else { return nil }
        guard values.count == 1, let value = T(text) else {
            throw Problem.badRequest("The query parameter \"\(name)\" is not valid.")
        }
        return value
    }

    /// A query parameter out of an allow-list of words.
    public func query<T: RawRepresentable & CaseIterable>(_ name: String, among type: T.Type) throws -> T?
    where T.RawValue == String {
        guard let text = try query(name, as: String.self) else { return nil }
        guard let value = T(rawValue: text) else {
            let allowed = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.badRequest("The query parameter \"\(name)\" must be one of \(allowed).")
        }
        return value
    }

    /// `limit` and `cursor` of a list.
    public func page(limitDefault: Int = 50) throws -> PageRequest {
        let limit = try query("limit", as: Int.self) ?? limitDefault
        guard (1...PageRequest.limitMax).contains(limit) else {
            throw Problem.badRequest("limit must be between 1 and \(PageRequest.limitMax).")
        }
        return PageRequest(limit: limit, cursor: try query("cursor", as: PageCursor.self))
    }
}

/// Which part of a list is asked for.
public struct PageRequest: Sendable {
    public static let limitMax = 500
    public let limit: Int
    public let cursor: PageCursor?
}
