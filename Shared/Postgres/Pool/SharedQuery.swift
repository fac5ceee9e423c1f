import Synchronization

/// A question that many ask at the same time and that has one answer for all of them.
///
/// Whoever asks while it is on its way to the server waits for the next one, so each is told how things stood after they
/// had asked, and one round trip serves all who came meanwhile.
public final class SharedQuery: Sendable {
    private let database: Database
    private let sql: SQL
    private let state = Mutex(State())

    private struct State {
        var waiting: [Reply<Rows>] = []
        var isUnderWay = false
    }

    /// - Parameter sql: A read.
    public init(_ database: Database, _ sql: SQL) {
        self.database = database
        self.sql = sql
    }

    /// The server's answer, of a moment after this call began.
    public func rows() async throws -> Rows {
        let reply = Reply<Rows>()
        return try await reply.value {
            let mustAsk = state.withLock { state in
                state.waiting.append(reply)
                defer { state.isUnderWay = true }
                return !state.isUnderWay
            }
            if mustAsk { Task { await askUntilNobodyWaits() } }
        }
    }

    private func askUntilNobodyWaits() async {
        while case let callers = takeWaiting(), !callers.isEmpty {
            do {
                let rows = try await database.query(sql)
                for caller in callers { caller.succeed(rows) }
            } catch {
                for caller in callers { caller.fail(error) }
            }
        }
    }

    /// Nobody who still waits: then nothing is under way any more.
    private func takeWaiting() -> [Reply<Rows>] {
        state.withLock { state in
            let callers = state.waiting.filter { $0.claim() }
            state.waiting = []
            state.isUnderWay = !callers.isEmpty
            return callers
        }
    }
}
