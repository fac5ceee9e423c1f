import CLibpq

extension Connection {
    /// Sends the statements as one group and reads its answer: one round trip.
    func exchange(_ statements: [SQL]) throws(PostgresError) -> Answer {
        do {
            for sql in statements { try send(sql) }
        } catch {
            // Those before it are outstanding; end their group so that the next begins clean.
            sync()
            flush()
            _ = answer()
            throw error
        }
        sync()
        flush()
        return answer()
    }

    /// Between two pieces of work: forgets prepared statements when that is due.
    func tidy() {
        guard loss == nil, statements.mustReset || statements.isFull else { return }
        guard (try? exchange(["DEALLOCATE ALL"])) != nil else { return }
        statements.removeAll()
    }

    /// Runs a script of several statements in the simple protocol, inside the transaction that is open.
    func runScript(_ script: [UInt8]) throws(PostgresError) {
        guard !script.contains(0) else { throw .encoding("the script holds a NUL character") }
        if let loss { throw .connectionLost(loss.reason) }
        PQexitPipelineMode(handle)
        defer { if loss == nil { PQenterPipelineMode(handle) } }

        let sent = (script + [0]).withUnsafeBytes {
            PQsendQuery(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        if sent != 1 { lose("the script could not be sent", isAnnounced: false) }
        var failure: ServerFailure?
        while let result = next(), loss == nil {
            let status = PQresultStatus(result.pointer)
            if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(status) {
                lose("COPY is not for scripts", isAnnounced: false)
            }
            guard status == PGRES_FATAL_ERROR else { continue }
            failure = failure ?? ServerFailure(result)
            if result.isFatal || failure == nil {
                lose(failure?.message ?? "the connection ended", isAnnounced: failure != nil)
            }
        }
        if let loss { throw .connectionLost(loss.reason) }
        if let failure { throw .server(failure) }
    }

    /// Also while it can only be rolled back.
    var hasOpenTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }
}
