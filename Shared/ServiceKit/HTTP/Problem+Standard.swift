public import JSON
import Models
import Postgres

/// The problems that any route may answer with.
extension Problem {
    public static func notFound(_ detail: String) -> Problem {
        Problem(.notFound, "not-found", "Not found", detail: detail)
    }

    public static func badRequest(_ detail: String) -> Problem {
        Problem(.badRequest, "bad-request", "Bad request", detail: detail)
    }

    public static func invalid(_ fields: [FieldProblem]) -> Problem {
        Problem(
            .unprocessableContent,
            "validation-failed",
            "Some fields are not valid",
            detail: "Mend the fields listed under errors and send the request again.",
            fields: fields
        )
    }

    /// One bad field, named by its JSON pointer (RFC 6901).
    public static func invalid(_ pointer: String, _ detail: String) -> Problem {
        invalid([FieldProblem(pointer: pointer, detail: detail)])
    }

    public static let unauthenticated = Problem(
        .unauthorized,
        "unauthenticated",
        "Not signed in",
        detail: "Send a valid bearer token in the Authorization header."
    )

    public static let forbidden = Problem(
        .forbidden,
        "forbidden",
        "Not allowed",
        detail: "This token does not carry a role that may do this."
    )

    public static func unavailable(_ detail: String, retryAfterSeconds: Int = 1) -> Problem {
        Problem(
            .serviceUnavailable,
            "unavailable",
            "Temporarily unavailable",
            detail: detail,
            retryAfterSeconds: retryAfterSeconds
        )
    }

    /// The effect may or may not have happened; the same request with the same key tells.
    public static let outcomeUnknown = Problem(
        .serviceUnavailable,
        "outcome-unknown",
        "The outcome is not known yet",
        detail: "Send the same request with the same Idempotency-Key again; it will not be done twice.",
        retryAfterSeconds: 1
    )

    static let internalError = Problem(
        .internalServerError,
        "internal-error",
        "Something went wrong here",
        detail: "The failure was logged under the id in instance."
    )

    /// The problem behind any error that a handler may throw; nil for one that nobody expected.
    static func expected(_ error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        case let error as JSONError: Problem(json: error)
        case let error as PostgresError: Problem(postgres: error)
        case let error as PeerError: Problem(peer: error)
        default: nil
        }
    }

    fileprivate init(json error: JSONError) {
        switch error {
        case .malformed(let offset, let reason):
            self.init(
                .badRequest,
                "malformed-json",
                "The body is not strict JSON",
                detail: "\(reason) at byte \(offset)."
            )
        case .invalid(let fields):
            self = .invalid(fields)
        }
    }
}

extension Problem {
    /// A database that is away or busy is the service's trouble for a moment, not the caller's mistake.
    fileprivate init?(postgres error: PostgresError) {
        switch error {
        case .outcomeUnknown:
            self = .outcomeUnknown
        case .connectionLost, .poolExhausted, .timeout, .closed, .overloaded:
            self = .unavailable("The service is busy; send the request again in a moment.")
        case .server where error.isLockTimeout || error.isStatementTimeout || error.isConflict:
            self = .unavailable("The record is busy; send the request again in a moment.")
        case .server where error.isTrouble:
            self = .unavailable("The database can't do this at the moment; send the request again later.")
        case .encoding(let reason):
            self = .badRequest(reason)
        case .server, .decoding, .migration:
            return nil
        }
    }

    fileprivate init(peer error: PeerError) {
        if error.mayHaveTakenEffect {
            self = .outcomeUnknown
        } else {
            self = .unavailable("The service \(error.peer.rawValue) does not answer; send the request again.")
        }
    }
}

extension Problem {
    /// Says where the card data is, never what it is.
    init(_ finding: CardDataGuard.Finding) {
        let field =
            switch finding {
            case .cardNumber(let field), .cardField(let field): field
            }
        self.init(
            .unprocessableContent,
            "card-data-refused",
            "Card data is not accepted",
            detail: "\"\(field)\" holds card data. It was not stored; send a token of the payment provider instead."
        )
    }
}
