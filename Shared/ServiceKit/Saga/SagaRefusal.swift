import HTTPTypes
public import JSON

/// A definite no: what was asked did not happen and will not. It is kept in the saga's row, so that whoever asks later
/// gets the same answer as who asked first.
public struct SagaRefusal: Error, Equatable, Sendable {
    public let problem: Problem

    public init(_ problem: Problem) {
        self.problem = problem
    }
}

extension SagaRefusal: ProblemConvertible {}

/// Written as the problem that it is, so that a stored refusal can be shown as it stands.
extension SagaRefusal: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        problem.write(to: &json)
    }

    public init?(json: JSONNode) {
        let status: Int? = json.required("status", in: 400...599)
        let type: String? = json.required("type")
        let title: String? = json.required("title")
        let detail: String? = json.required("detail")
        let fields: [FieldProblem]? = json.optional("errors")
        guard let status, let type, let title, let detail else { return nil }
        let slug = type.split(separator: "/").last.map(String.init) ?? type
        self.init(Problem(HTTPStatus(code: status), slug, title, detail: detail, fields: fields ?? []))
    }
}

extension SagaRefusal {
    /// A step that waited for somebody who never came.
    public static func timedOut(step: String) -> SagaRefusal {
        SagaRefusal(
            Problem(
                .conflict,
                "timed-out",
                "Waited too long",
                detail: "What \(step) waited for did not happen in time. Everything was undone; start again."
            )
        )
    }

    /// A step that never learnt whether it happened. A 409 although a peer was away: the refusal is kept, and a 503 would
    /// invite the same request again, which hears the same for ever.
    public static func gaveUp(step: String) -> SagaRefusal {
        SagaRefusal(
            Problem(
                .conflict,
                "gave-up",
                "Not possible at the moment",
                detail: "\(step) could not be completed. Everything was undone; start again."
            )
        )
    }
}
