import CLibpq
import Glibc

/// One libpq connection, in pipeline mode from the beginning, used by one thread only.
///
/// Whatever is sent becomes an outstanding command; `answer()` reads up to the next synchronisation point. After a
/// loss the connection is dead and every further call says so.
final class Connection {
    let handle: OpaquePointer
    var statements = PreparedStatements()
    /// How long an answer may take; beyond it the connection is given up. The server's own timeout comes first.
    var answerSecondsMax: Double
    private(set) var loss: Loss?

    private var parameters = ParameterBuffer()
    private var outstanding: [Command] = []
    private var outstandingNext = 0

    private enum Command {
        case prepare(template: String)
        case execute(isFresh: Bool)
        case sync
    }

    /// Takes over a good connection.
    init(_ handle: OpaquePointer, answerSecondsMax: Double) {
        self.handle = handle
        self.answerSecondsMax = answerSecondsMax
        PQsetnonblocking(handle, 1)
        PQenterPipelineMode(handle)
        PQsetNoticeReceiver(handle, Self.receiveNotice, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { PQfinish(handle) }

    /// Adds a statement to what is outstanding. Throws only when it cannot be sent by its own fault, and then
    /// nothing of it is outstanding.
    func send(_ sql: SQL) throws(PostgresError) {
        guard loss == nil else { return }
        try parameters.fill(sql.parameters)
        if let name = statements.name(for: sql.template) {
            execute(name, isFresh: false)
        } else {
            try prepare(sql).map { execute($0, isFresh: true) }
        }
    }

    private func prepare(_ sql: SQL) throws(PostgresError) -> String? {
        let text = sql.text
        guard !text.utf8.contains(0) else { throw .encoding("the statement's text holds a NUL character") }
        let name = statements.add(sql.template)
        guard PQsendPrepare(handle, name, text, 0, nil) == 1 else {
            statements.remove(sql.template)
            lose()
            return nil
        }
        outstanding.append(.prepare(template: sql.template))
        return name
    }

    private func execute(_ name: String, isFresh: Bool) {
        let sent = parameters.send { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0)
        }
        guard sent == 1 else { return lose() }
        outstanding.append(.execute(isFresh: isFresh))
    }

    /// Marks the end of a group: the server commits what stands by itself, and skips to here after an error.
    func sync() {
        guard loss == nil else { return }
        guard PQpipelineSync(handle) == 1 else { return lose() }
        outstanding.append(.sync)
    }

    /// Pushes out what has been sent, reading meanwhile so that neither side waits for the other to read.
    func flush() {
        while loss == nil {
            switch PQflush(handle) {
            case 0: return
            case 1: wait(for: Int16(POLLIN | POLLOUT))
            default: lose()
            }
        }
    }

    /// Reads the answers up to the next synchronisation point. Only when that point has been read is a statement
    /// that stands by itself committed: the server says `INSERT 0 1` before it commits.
    func answer() -> Answer {
        var answer = Answer()
        while loss == nil, outstandingNext < outstanding.count {
            let command = outstanding[outstandingNext]
            outstandingNext += 1
            if outstandingNext == outstanding.count {
                outstanding.removeAll(keepingCapacity: true)
                outstandingNext = 0
            }
            if case .sync = command {
                readSync(into: &answer)
                break
            }
            read(command, into: &answer)
        }
        if let loss { answer.failure = .lost(loss) }
        return answer
    }

    private func read(_ command: Command, into answer: inout Answer) {
        while let result = next() {
            switch PQresultStatus(result.pointer) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                if case .execute = command { answer.rows.append(Rows(result)) }
            case PGRES_PIPELINE_ABORTED:
                if case .prepare(let template) = command { statements.remove(template) }
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
        if case .prepare(let template) = command { statements.remove(template) }
        guard answer.failure == nil else { return }
        if case .execute(isFresh: false) = command, failure.isAboutPlan {
            statements.invalidate()
            answer.failure = .stale(failure)
        } else {
            answer.failure = .refused(failure)
        }
    }

    /// The next result, waiting for it; nil at the end of a command and after a loss.
    func next() -> ResultHandle? {
        flush()
        while loss == nil, PQisBusy(handle) == 1 {
            wait(for: Int16(POLLIN))
        }
        guard loss == nil, let pointer = PQgetResult(handle) else { return nil }
        return ResultHandle(pointer)
    }

    private func wait(for events: Int16) {
        var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
        guard descriptor.fd >= 0 else { return lose() }
        let ready = poll(&descriptor, 1, Int32(clamping: Int(answerSecondsMax * 1000)))
        if ready == 0 {
            lose("no answer within \(answerSecondsMax) s", isAnnounced: false)
        } else if ready > 0, descriptor.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0, PQconsumeInput(handle) == 0 {
            // What the server said before it left is still in the buffer.
            if PQisBusy(handle) == 1 { lose() }
        }
    }

    /// Whether the server is still there, as far as a look at the socket tells. Without it a statement would be sent
    /// into a connection that ended while idle, and nobody could say whether it arrived.
    func isAlive() -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        if descriptor.fd < 0 { lose() }
        while loss == nil, poll(&descriptor, 1, 0) > 0 {
            if PQconsumeInput(handle) == 0 { lose() }
            // Parses what came: a notice, a changed setting, or the goodbye.
            _ = PQisBusy(handle)
        }
        return loss == nil
    }

    private func lose() {
        lose(PQerrorMessage(handle).map { String(cString: $0) } ?? "unknown reason", isAnnounced: false)
    }

    func lose(_ reason: String, isAnnounced: Bool) {
        guard loss == nil else { return }
        loss = Loss(reason: reason.trimmedLine, isAnnounced: isAnnounced)
    }

    /// An idle server says goodbye by a message that answers nothing.
    private static let receiveNotice: PQnoticeReceiver = { context, result in
        guard let context, let result, ResultHandle.isFatal(result) else { return }
        let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
        connection.lose("the server ended the session", isAnnounced: true)
    }
}

extension String {
    /// libpq ends its messages with a line feed, and sometimes says two things in two lines.
    var trimmedLine: String {
        split(separator: "\n").joined(separator: "; ")
    }
}
