import CLibpq
import Glibc

extension Connection {
    /// Returns when the socket is ready, having read what came; or with a loss.
    func wait(for readiness: Readiness) {
        var descriptor = pollfd(fd: PQsocket(handle), events: readiness.rawValue, revents: 0)
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

    /// An idle server says goodbye by a message that answers nothing.
    static let receiveNotice: PQnoticeReceiver = { context, result in
        guard let context, let result, ResultHandle.isFatal(result) else { return }
        let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
        connection.lose("the server ended the session", isAnnounced: true)
    }
}

struct Readiness: OptionSet {
    let rawValue: Int16

    static let input = Readiness(rawValue: Int16(POLLIN))
    static let output = Readiness(rawValue: Int16(POLLOUT))
}
