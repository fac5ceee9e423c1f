import CLibpq
import DequeModule

extension Connection {
    /// Reads the answers up to the next synchronisation point. Only when that point has been read is a statement
    /// that stands by itself committed: the server says `INSERT 0 1` before it commits.
    func answer() -> Answer {
        var answer = Answer()
        while loss == nil, let command = outstanding.popFirst() {
            if case .sync = command {
                readSync(into: &answer)
                break
            }
            read(command, into: &answer)
        }
        // A refusal that was heard stays one, whatever became of the connection.
        if let loss, answer.failure == nil { answer.failure = .lost(loss) }
        return answer
    }

    private func read(_ command: Command, into answer: inout Answer) {
        while let result = next() {
            switch PQresultStatus(result.pointer) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                if case .execute = command { answer.rows.append(Rows(result)) }
            case PGRES_PIPELINE_ABORTED:
                if case .prepare(let template, _) = command { statements.remove(template) }
            case PGRES_FATAL_ERROR:
                fail(command, with: result, into: &answer)
            case let status:
                lose("unexpected answer \(String(cString: PQresStatus(status)))", isAnnounced: false)
            }
        }
    }

    /// A deferred constraint speaks up here, after the statement itself has succeeded.
    private func readSync(into answer: inout Answer) {
        while loss == nil {
            guard let result = next() else { continue }
            switch PQresultStatus(result.pointer) {
            case PGRES_PIPELINE_SYNC: return
            case PGRES_FATAL_ERROR: fail(.sync, with: result, into: &answer)
            default: lose("unexpected answer at the end of a group", isAnnounced: false)
            }
        }
    }

    private func fail(_ command: Command, with result: ResultHandle, into answer: inout Answer) {
        guard let failure = ServerFailure(result) else { return lose() }
        if result.isFatal { return lose(failure.message, isAnnounced: true) }
        let isFirst = answer.failure == nil
        switch command {
        case .prepare(let template, let name):
            statements.remove(template)
            refusedNames[name] = failure
            if isFirst { answer.failure = .refused(failure) }
        case .execute(let name, isFresh: false) where failure.isAboutPlan:
            if let refusal = refusedNames[name] {
                if isFirst { answer.failure = .refused(refusal) }
            } else {
                statements.invalidate()
                if isFirst { answer.failure = .stale(failure) }
            }
        case .execute, .sync:
            if isFirst { answer.failure = .refused(failure) }
        }
    }

    /// The next result, waiting for it; nil at the end of a command and after a loss.
    func next() -> ResultHandle? {
        flush()
        while loss == nil, PQisBusy(handle) == 1 {
            wait(for: .input)
        }
        guard loss == nil, let pointer = PQgetResult(handle) else { return nil }
        return ResultHandle(pointer)
    }
}
