import ServiceKit
import Synchronization

/// What a crowd of buyers met on the way.
final class CallLog: Sendable {
    private struct Counts {
        var answers: [Int: Int] = [:]
        var errors: [String: Int] = [:]
        var lost = 0
    }

    private let counts = Mutex(Counts())

    func add(_ answer: HTTPAnswer) {
        counts.withLock { $0.answers[answer.status, default: 0] += 1 }
    }

    func add(_ error: any Error) {
        counts.withLock { counts in
            counts.errors["\(error)", default: 0] += 1
            switch error as? HTTPCallError {
            case .answerLost, .timeout(sent: true): counts.lost += 1
            default: break
            }
        }
    }

    func count(_ status: Int) -> Int { counts.withLock { $0.answers[status] ?? 0 } }
    var answers: [Int: Int] { counts.withLock(\.answers) }
    /// Requests that a service can have taken and did not answer.
    var lost: Int { counts.withLock(\.lost) }
    var errors: [String: Int] { counts.withLock(\.errors) }
}
