import CCurl
import Postgres
import Synchronization

/// One thread that drives all transfers of a client; half the CPU of a client on NIO.
///
/// It hands libcurl the sockets that `epoll` names: `curl_multi_perform` would look at every transfer each time one of
/// them moves.
///
/// `@unchecked Sendable`: the multi handle and everything below `run` belong to the loop's thread.
final class CurlLoop: @unchecked Sendable {
    /// What other threads ask of the loop.
    private struct Requests {
        var submitted: [CurlTransfer] = []
        var cancelled: [UInt64] = []
        var isClosed = false

        var isEmpty: Bool { submitted.isEmpty && cancelled.isEmpty }
    }

    private struct Running {
        let transfer: CurlTransfer
        let handle: UnsafeMutableRawPointer
        let headers: UnsafeMutablePointer<curl_slist>?
    }

    private let requests = Mutex(Requests())
    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketEvents
    private var running: [UInt64: Running] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []

    init(connectionsPerHostMax: Int) throws(HTTPCallError) {
        guard Self.isLibraryReady, let multi = curl_multi_init(), let sockets = SocketEvents(of: multi) else {
            throw .invalidCall("libcurl cannot start")
        }
        self.multi = multi
        self.sockets = sockets
        emporia_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHostMax)
        emporia_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsPerHostMax * 2)
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func start() {
        // A thread of its own: a loop that blocks in C must not hold one of Swift's pool.
        let isStarted = SystemThread.start { self.run() }
        if !isStarted { close() }
    }

    func submit(_ transfer: CurlTransfer) {
        let isOpen = ask { requests in
            defer { requests.submitted.append(transfer) }
            return requests.isEmpty
        }
        if !isOpen { transfer.fail(HTTPCallError.closed) }
    }

    func cancel(_ id: UInt64) {
        _ = ask { requests in
            defer { requests.cancelled.append(id) }
            return requests.isEmpty
        }
    }

    func close() {
        _ = ask { requests in
            requests.isClosed = true
            return true
        }
    }

    /// Wakes the loop under the lock, because the loop frees the handle once it has seen `isClosed` under the lock.
    /// Returns false when it was closed before.
    private func ask(_ change: (inout Requests) -> Bool) -> Bool {
        requests.withLock { requests in
            guard !requests.isClosed else { return false }
            if change(&requests) { sockets.wake() }
            return true
        }
    }
}

extension CurlLoop {
    private func run() {
        while takeRequests() {
            sockets.serve()
            finishTransfers()
        }
        for (_, entry) in running {
            release(entry)
            entry.transfer.fail(HTTPCallError.closed)
        }
        running.removeAll()
        for handle in idleHandles { curl_easy_cleanup(handle) }
        curl_multi_cleanup(multi)
        sockets.close()
    }

    /// Returns false once the loop is closed.
    private func takeRequests() -> Bool {
        let taken = requests.withLock { requests in
            defer { requests = Requests(isClosed: requests.isClosed) }
            return requests
        }
        guard !taken.isClosed else {
            for transfer in taken.submitted { transfer.fail(HTTPCallError.closed) }
            return false
        }
        for transfer in taken.submitted { begin(transfer) }
        for id in taken.cancelled {
            guard let entry = running.removeValue(forKey: id) else { continue }  // answered in the meantime
            release(entry)
            entry.transfer.fail(CancellationError())
        }
        return true
    }

    private func begin(_ transfer: CurlTransfer) {
        guard let handle = idleHandles.popLast() ?? curl_easy_init() else {
            return transfer.fail(HTTPCallError.invalidCall("libcurl has no handle to give"))
        }
        let entry = Running(transfer: transfer, handle: handle, headers: transfer.configure(handle))
        running[transfer.id] = entry
        curl_multi_add_handle(multi, handle)
    }

    private func finishTransfers() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            emporia_curl_get_pointer(handle, CURLINFO_PRIVATE, &context)
            guard let transfer = CurlTransfer.from(context), let entry = running.removeValue(forKey: transfer.id) else {
                continue
            }
            let outcome = CurlOutcome(of: handle, code: code, isTooLarge: transfer.isTooLarge)
            release(entry)
            switch outcome {
            case .answered(let status): transfer.finish(status: status)
            case .failed(let error): transfer.fail(error)
            }
        }
    }

    private func release(_ entry: Running) {
        curl_multi_remove_handle(multi, entry.handle)
        curl_slist_free_all(entry.headers)
        if idleHandles.count < 64 {
            curl_easy_reset(entry.handle)
            idleHandles.append(entry.handle)
        } else {
            curl_easy_cleanup(entry.handle)
        }
    }
}
