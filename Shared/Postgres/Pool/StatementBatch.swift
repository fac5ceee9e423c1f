/// Statements that commit by themselves, sent together and answered each by its own synchronisation point.
struct StatementBatch {
    let entries: [WorkQueue.Entry]
    /// Of the pool.
    let connections: Int

    /// Answers every caller but those whose entries it returns: these were certainly not done, and may be tried again.
    func run(on connection: Connection) -> [WorkQueue.Entry] {
        var sent: [WorkQueue.Entry] = []
        var retried: [WorkQueue.Entry] = []
        for entry in entries {
            guard case .statement(let job) = entry.job else { continue }
            if connection.loss != nil {
                retried.append(entry)
                continue
            }
            do {
                try connection.send(job.sql)
                connection.sync()
                sent.append(entry)
            } catch {
                job.reply.fail(error)
            }
        }
        connection.flush()
        retried += sent.filter { entry in
            guard case .statement(let job) = entry.job else { return false }
            let attempt = Attempt(number: entry.attempt, connections: connections)
            return settle(job, connection.answer(), attempt) == .retryElsewhere
        }
        return retried
    }

    private func settle(_ job: StatementJob, _ answer: Answer, _ attempt: Attempt) -> JobVerdict {
        switch answer.failure {
        case nil:
            guard let rows = answer.rows.first else {
                job.reply.fail(PostgresError.connectionLost("the answer held no result"))
                return .done
            }
            job.reply.succeed(rows)
        case .refused(let failure):
            job.reply.fail(PostgresError.server(failure))
        case .stale(let failure):
            guard attempt.number > 1 else { return .retryElsewhere }
            job.reply.fail(PostgresError.server(failure))
        case .lost(let loss):
            // It commits after the server has said how it went, so without even that word it did not.
            let isUndone = loss.isAnnounced && answer.rows.isEmpty
            guard isUndone || job.sql.isRead else {
                job.reply.fail(PostgresError.outcomeUnknown(loss.reason))
                return .done
            }
            guard attempt.isLast(after: loss) else { return .retryElsewhere }
            job.reply.fail(PostgresError.connectionLost(loss.reason))
        }
        return .done
    }
}
