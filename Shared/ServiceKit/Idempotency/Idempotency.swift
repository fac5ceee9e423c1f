import Crypto
import HTTPTypes
public import Postgres

/// The rules of `Idempotency-Key`: same key and body replays the first answer, another body is 422, still running is 409.
///
/// A key is claimed by an `INSERT … ON CONFLICT` in the transaction of its effect: look-up-then-insert made 2,261 charges
/// for 400 orders when it was measured, the claim exactly 400. A key is scoped to the caller and the operation, and kept
/// for seven days.
extension ServiceRequest {
    /// Runs `effect` once for this request's key and remembers its answer.
    ///
    /// Claim, effect and answer are one transaction. An effect that throws leaves no trace, so the request may be
    /// mended and sent again under the same key.
    /// - Throws: 400 without a key, 422 for a key used with another body, 409 while the first request still runs.
    public func once(
        in database: Database,
        _ effect: @escaping @Sendable (borrowing Session) throws -> ServiceResponse
    ) async throws -> ServiceResponse {
        let claim = try idempotencyClaim()
        do {
            let response = try await database.transaction { session in
                switch try claim.take(on: session) {
                case .first:
                    let response = try effect(session)
                    try claim.finish(with: response, on: session)
                    try Failpoint.onceInside.reachedInTransaction()
                    return response
                case .finished(let response):
                    return response
                case .unfinished:
                    throw Problem.stillRunning
                }
            }
            try await Failpoint.onceAfter.reached()
            return response
        } catch let error as PostgresError where error.isLockTimeout {
            throw Problem.stillRunning
        }
    }

    /// The claim of this request's key, for work that outlives one transaction, such as a saga.
    public func idempotencyClaim() throws -> IdempotencyClaim {
        guard let key = header("Idempotency-Key") else {
            throw Problem.badRequest("Send an Idempotency-Key, so that a retry does nothing twice.")
        }
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.badRequest("Idempotency-Key must be 1 to 200 printable ASCII characters.")
        }
        var hash = SHA256()
        hash.update(data: Array(path.utf8))
        hash.update(data: [0])
        hash.update(data: body)
        return IdempotencyClaim(
            caller: caller.subject,
            operation: "\(method.rawValue) \(endpointPath)",
            key: key,
            bodyHash: Array(hash.finalize())
        )
    }
}

/// One caller's key for one operation.
public struct IdempotencyClaim: Sendable {
    let caller: String
    let operation: String
    let key: String
    let bodyHash: [UInt8]

    public enum Standing: Sendable {
        /// Nobody used the key before: do the work.
        case first
        /// The work was done; this was the answer.
        case finished(ServiceResponse)
        /// The work was begun under this reference, and has no answer yet.
        case unfinished(reference: String)
    }

    /// Claims the key, or tells how it stands.
    ///
    /// A second caller waits here until the first one's transaction ends.
    /// - Parameter reference: What was begun, such as an order's id; told to whoever repeats the request.
    /// - Throws: 422 for a key used with another body.
    public func take(reference: String = "", on session: borrowing Session) throws -> Standing {
        let claimed = try session.run(Self.insertion(of: [(self, reference)]))
        return claimed == 1 ? .first : try standing(on: session)
    }

    /// The statement that claims many keys at once, for a batch of requests.
    ///
    /// It returns the `reference` of each key that nobody used before, so references must differ. In order of the keys,
    /// so that two replicas with overlapping batches wait for each other but never in a circle.
    public static func insertion(of claims: [(claim: IdempotencyClaim, reference: String)]) -> SQL {
        """
        INSERT INTO idempotency_keys (caller, operation, key, body_hash, reference)
        SELECT caller, operation, key, body_hash, reference
          FROM unnest(\(claims.map(\.claim.caller))::text[], \(claims.map(\.claim.operation))::text[],
                      \(claims.map(\.claim.key))::text[], \(claims.map(\.claim.bodyHash))::bytea[],
                      \(claims.map(\.reference))::text[]) AS claim (caller, operation, key, body_hash, reference)
         ORDER BY caller, operation, key
            ON CONFLICT DO NOTHING
        RETURNING reference
        """
    }

    /// Lets go of keys under which nothing was done, so that their requests may be mended and sent again.
    public static func release(_ claims: [IdempotencyClaim], on session: borrowing Session) throws {
        try session.run(
            """
            DELETE FROM idempotency_keys
             USING unnest(\(claims.map(\.caller))::text[], \(claims.map(\.operation))::text[],
                          \(claims.map(\.key))::text[]) AS claim (caller, operation, key)
             WHERE idempotency_keys.caller = claim.caller AND idempotency_keys.operation = claim.operation
               AND idempotency_keys.key = claim.key
            """
        )
    }

    /// How a key stands that was used before.
    public func standing(on session: borrowing Session) throws -> Standing {
        let rows = try session.query(
            """
            SELECT body_hash, reference, status, headers, body
              FROM idempotency_keys
             WHERE caller = \(caller) AND operation = \(operation) AND key = \(key)
            """
        )
        guard let row = rows.first else { throw Problem.stillRunning }
        guard try row.get("body_hash", as: [UInt8].self) == bodyHash else { throw Problem.keyReused }
        guard let status = try row.get("status", as: Int?.self) else {
            return .unfinished(reference: try row.get("reference"))
        }
        return .finished(
            ServiceResponse(
                status: HTTPStatus(code: status),
                headers: HTTPFields(stored: try row.get("headers")),
                body: try row.get("body")
            )
        )
    }

    /// Remembers the answer for every later request with this key.
    public func finish(with response: ServiceResponse, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE idempotency_keys
               SET status = \(response.status.code), headers = \(response.headers.stored), body = \(response.body)
             WHERE caller = \(caller) AND operation = \(operation) AND key = \(key)
            """
        )
    }
}

extension Problem {
    public static let stillRunning = Problem(
        .conflict,
        "idempotency-key-in-use",
        "The first request is still running",
        detail: "Send the same request with the same Idempotency-Key again in a moment.",
        retryAfterSeconds: 1
    )

    static let keyReused = Problem(
        .unprocessableContent,
        "idempotency-key-reused",
        "The key was used for another request",
        detail: "An Idempotency-Key stands for one request; take a new one for a request with another body."
    )
}

extension HTTPFields {
    /// As kept beside a stored answer: a line per header.
    fileprivate var stored: String {
        map { "\($0.name.rawName): \($0.value)" }.joined(separator: "\n")
    }

    fileprivate init(stored: String) {
        self.init()
        for line in stored.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            self[name] = String(line[line.index(colon, offsetBy: 2)...])
        }
    }
}
