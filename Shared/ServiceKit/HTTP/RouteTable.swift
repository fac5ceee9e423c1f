import HTTPTypes
import Hummingbird

/// Finds the endpoint for a path. Built once from the service's endpoints; the search costs a step per path segment.
///
/// Hummingbird's router finds routes too, but answers a known path with an unknown method as 404, resolves `//ping` as
/// `/ping`, and runs middleware that this table's users don't need.
struct RouteTable: Sendable {
    /// What a path leads to.
    struct Match: Sendable {
        /// The route's template, or a fixed word for paths unknown, so that metric labels stay few.
        let template: String
        fileprivate let found: Endpoint?
        fileprivate let parameters: Parameters
        /// The methods that the path does answer, as for an `Allow` header.
        let allow: String?
        let isHousekeeping: Bool

        /// Where there is no endpoint, nothing is begun.
        var precedence: Precedence { found?.precedence ?? .browsing }

        func endpoint() throws(Problem) -> (Endpoint, Parameters) {
            if let found { return (found, parameters) }
            guard let allow else { throw .notFound("There is nothing at this path.") }
            throw Problem(
                .methodNotAllowed,
                "method-not-allowed",
                "This path does not take this method",
                detail: "It takes \(allow)."
            )
        }
    }

    private struct Node: Sendable {
        var fixed: [Substring: Int] = [:]
        var captured: Int?
        var endpoints: [(endpoint: Endpoint, names: [Substring])] = []
        /// The methods of the endpoints, as an `Allow` header has them.
        var allow = ""
        var isHousekeeping = false
    }

    private var nodes: [Node] = [Node()]

    /// - Parameter housekeeping: Templates that are answered even when the service is full.
    init(_ endpoints: [Endpoint], housekeeping: Set<String> = []) {
        for endpoint in endpoints { add(endpoint) }
        for index in nodes.indices {
            let answers = nodes[index].endpoints.map(\.endpoint)
            nodes[index].allow = answers.map(\.method.rawValue).sorted().joined(separator: ", ")
            nodes[index].isHousekeeping = answers.contains { housekeeping.contains($0.path) }
        }
    }

    private mutating func add(_ endpoint: Endpoint) {
        var index = 0
        var names: [Substring] = []
        for segment in endpoint.path.split(separator: "/") {
            let isCapture = segment.hasPrefix("{")
            if isCapture { names.append(segment.dropFirst().dropLast()) }
            let next = isCapture ? nodes[index].captured : nodes[index].fixed[segment]
            if let next {
                index = next
                continue
            }
            nodes.append(Node())
            if isCapture {
                nodes[index].captured = nodes.count - 1
            } else {
                nodes[index].fixed[segment] = nodes.count - 1
            }
            index = nodes.count - 1
        }
        nodes[index].endpoints.append((endpoint, names))
    }

    /// - Parameter path: Without the query.
    func route(_ method: HTTPRequest.Method, _ path: String) -> Match {
        var captured: [Substring] = []
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .dropFirst().map { Substring($0) }[...]
        guard let node = find(segments, from: 0, captured: &captured), let first = nodes[node].endpoints.first else {
            return Match(template: "unknown", found: nil, parameters: [:], allow: nil, isHousekeeping: false)
        }
        let answers = nodes[node].endpoints
        let match = answers.first { $0.endpoint.method == method }
        return Match(
            template: first.endpoint.path,
            found: match?.endpoint,
            parameters: Parameters(zip(match?.names ?? [], captured).map { (key: $0, value: $1) }),
            allow: nodes[node].allow,
            isHousekeeping: nodes[node].isHousekeeping
        )
    }

    /// A fixed segment is preferred to a captured one; a captured one is tried when the fixed one leads nowhere.
    private func find(
        _ segments: ArraySlice<Substring>,
        from index: Int,
        captured: inout [Substring]
    ) -> Int? {
        guard let segment = segments.first else { return nodes[index].endpoints.isEmpty ? nil : index }
        let rest = segments.dropFirst()
        if let next = nodes[index].fixed[segment], let found = find(rest, from: next, captured: &captured) {
            return found
        }
        guard let next = nodes[index].captured, !segment.isEmpty else { return nil }
        captured.append(segment)
        if let found = find(rest, from: next, captured: &captured) { return found }
        captured.removeLast()
        return nil
    }
}
