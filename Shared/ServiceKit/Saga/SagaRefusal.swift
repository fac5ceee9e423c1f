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

extension SagaRefusal: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", problem.status.code)
            json.field("type", problem.type)
            json.field("title", problem.title)
            json.field("detail", problem.detail)
            json.field("fields", problem.fields)
        }
    }

    public init?(json: JSONNode) {
        let status: Int? = json.required("status", in: 400...599)
        let type: String? = json.required("type")
        let title: String? = json.required("title")
        let detail: String? = json.required("detail")
        let fields: [FieldProblem]? = json.required("fields")
        guard let status, let type, let title, let detail, let fields else { return nil }
        self.init(Problem(HTTPStatus(code: status), type, title, detail: detail, fields: fields))
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

    /// A step that never learnt whether it happened.
    public static func gaveUp(step: String) -> SagaRefusal {
        SagaRefusal(
            Problem(
                .serviceUnavailable,
                "gave-up",
                "Not possible at the moment",
                detail: "\(step) could not be completed. Everything was undone; start again."
            )
        )
    }
}
