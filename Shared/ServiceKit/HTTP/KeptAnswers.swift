public import Models
public import Postgres
import Synchronization

/// Answers that are worked out once and given again for as long as what they were made from is the same.
///
/// For what everybody may see and sees alike: an answer is known by path and query alone. It is given again only after
/// the database has said, since the request came, that it still holds the same edition; that question is shared by all
/// requests that wait for it. So an answer is never older than one worked out anew, on this replica or another.
public final class KeptAnswers: Sendable {
    /// An answer and how long it may be given again, changes apart.
    public struct Answer: Sendable {
        public private(set) var response: ServiceResponse
        /// When a price begins or ends that is not in it; nil for ever.
        let until: Timestamp?

        public init(_ response: ServiceResponse, until: Timestamp? = nil) {
            self.response = response
            // Without the room to grow that its writer left.
            self.response.body = response.body.withUnsafeBufferPointer(Array.init)
            self.until = until
        }
    }

    private let edition: SharedQuery
    private let shelves: Mutex<AnswerShelves>
    private let given: Counter
    private let made: Counter

    /// - Parameters:
    ///   - edition: Reads one text, named `edition`, that is another after every change of what the answers are made from.
    ///     Nothing is kept while it finds none.
    ///   - mebibytes: How much memory the answers may take; 0 keeps none.
    public init(of edition: SharedQuery, mebibytes: Int, metrics: MetricsRegistry) {
        self.edition = edition
        shelves = Mutex(AnswerShelves(bytesMax: mebibytes << 20))
        func counter(_ source: String) -> Counter {
            metrics.counter(
                "emporia_kept_answers_total",
                help: "Answers that may be kept, by where they came from.",
                labels: [("source", source)]
            )
        }
        given = counter("memory")
        made = counter("database")
    }

    /// The answer to a request that asks for the same as others do who send the same path and query.
    public func answer(
        to request: ServiceRequest,
        _ make: () async throws -> Answer
    ) async throws -> ServiceResponse {
        guard shelves.withLock(\.isInUse) else { return try await make().response }
        // Read before the answer is made: one made while the catalogue changes is then taken for an old one.
        guard let edition = try await edition.rows().first?.get("edition", as: String.self) else {
            return try await make().response
        }
        let kept = shelves.withLock { $0.find(request.target, edition: edition) }
        if let kept, kept.until.map({ .now < $0 }) ?? true {
            given.add()
            return kept.response
        }
        made.add()
        let answer = try await make()
        if answer.response.status == .ok {
            shelves.withLock { $0.put(answer, at: request.target, edition: edition) }
        }
        return answer.response
    }
}

/// What is kept, within a bound of memory: two shelves, of which the older is cleared when the newer is full. What is
/// asked for in time moves to the newer one, which keeps nearly what a list by last use would and needs no list.
struct AnswerShelves {
    private struct Kept {
        let answer: KeptAnswers.Answer
        let edition: String
    }

    private let bytesMax: Int
    private var newer: [String: Kept] = [:]
    private var older: [String: Kept] = [:]
    private var newerBytes = 0
    private var olderBytes = 0

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    var isInUse: Bool { bytesMax > 0 }
    var bytes: Int { newerBytes + olderBytes }

    mutating func find(_ target: String, edition: String) -> KeptAnswers.Answer? {
        if let kept = newer[target] { return kept.edition == edition ? kept.answer : nil }
        guard let kept = older.removeValue(forKey: target) else { return nil }
        olderBytes -= Self.bytes(of: kept.answer, at: target)
        guard kept.edition == edition else { return nil }
        put(kept.answer, at: target, edition: edition)
        return kept.answer
    }

    mutating func put(_ answer: KeptAnswers.Answer, at target: String, edition: String) {
        let bytes = Self.bytes(of: answer, at: target)
        guard bytes <= bytesMax / 8 else { return }
        if newerBytes + bytes > bytesMax / 2 {
            (older, olderBytes) = (newer, newerBytes)
            (newer, newerBytes) = ([:], 0)
        }
        let before = newer.updateValue(Kept(answer: answer, edition: edition), forKey: target)
        newerBytes += bytes - (before.map { Self.bytes(of: $0.answer, at: target) } ?? 0)
    }

    /// With what keys, headers and the tables themselves take, roughly.
    private static func bytes(of answer: KeptAnswers.Answer, at target: String) -> Int {
        answer.response.body.count + target.utf8.count + 512
    }
}
