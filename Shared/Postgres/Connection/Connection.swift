import CLibpq
import DequeModule

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
    var outstanding = Deque<Command>()
    /// Statements that could not be prepared, by name, for those sent behind in the belief that they had been.
    var refusedNames: [String: ServerFailure] = [:]

    enum Command {
        case prepare(template: String, name: String)
        case execute(name: String, isFresh: Bool)
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
        if outstanding.isEmpty { refusedNames.removeAll() }
        try parameters.fill(sql.parameters)
        if let name = statements.name(for: sql.template) {
            execute(name, isFresh: false)
        } else {
            try prepare(sql).map { execute($0, isFresh: true) }
        }
    }

    private func prepare(_ sql: SQL) throws(PostgresError) -> String? {
        guard sql.template.utf8.count(where: { $0 == 0 }) == sql.parameters.count else {
            throw .encoding("the statement's text holds a NUL character")
        }
        let name = statements.add(sql.template)
        guard PQsendPrepare(handle, name, sql.text, 0, nil) == 1 else {
            statements.remove(sql.template)
            lose()
            return nil
        }
        outstanding.append(.prepare(template: sql.template, name: name))
        return name
    }

    private func execute(_ name: String, isFresh: Bool) {
        let sent = parameters.send { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0)
        }
        guard sent == 1 else { return lose() }
        outstanding.append(.execute(name: name, isFresh: isFresh))
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
            case 1: wait(for: [.input, .output])
            default: lose()
            }
        }
    }

    func lose() {
        lose(PQerrorMessage(handle).map { String(cString: $0) } ?? "unknown reason", isAnnounced: false)
    }

    func lose(_ reason: String, isAnnounced: Bool) {
        guard loss == nil else { return }
        loss = Loss(reason: reason.trimmedLine, isAnnounced: isAnnounced)
    }
}

extension String {
    /// libpq ends its messages with a line feed, and sometimes says two things in two lines.
    var trimmedLine: String {
        split(separator: "\n").joined(separator: "; ")
    }
}
