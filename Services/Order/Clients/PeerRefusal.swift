import HTTPTypes
import JSON
import Models
import ServiceKit

/// A peer's answer that is neither a success nor a definite no about this order: our token was refused, or its route is
/// not there. Nobody can mend it but an operator, so it counts as unknown and is asked again.
struct PeerMisunderstanding: Error, CustomStringConvertible {
    let response: PeerResponse

    var description: String { "\(response.peer.rawValue) answered \(response.status) \(response.problemType ?? "")" }
}

extension PeerResponse {
    /// The body of a success, or the peer's definite no as a refusal in its own words.
    func accepted<T: JSONReadable>(as type: T.Type = T.self) throws -> T {
        try requireAccepted()
        return try decode(T.self)
    }

    func requireAccepted() throws {
        guard !isSuccess else { return }
        switch status {
        case 409, 410, 422: throw SagaRefusal(problem)
        default: throw PeerMisunderstanding(response: self)
        }
    }

    private var problem: Problem {
        let node = try? JSON.parse(body)
        let slug = problemType?.split(separator: "/").last.map(String.init) ?? "refused-by-\(peer.rawValue)"
        let fields = node?.child("errors")?.elements.compactMap { $0.read(FieldProblem.self) } ?? []
        return Problem(
            HTTPStatus(code: status),
            slug,
            node?.child("title")?.string ?? "Refused by \(peer.rawValue)",
            detail: problemDetail ?? "\(peer.rawValue) refused this order.",
            fields: fields
        )
    }
}
