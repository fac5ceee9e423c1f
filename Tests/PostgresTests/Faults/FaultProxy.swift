import Foundation
import Glibc
import Synchronization

/// Stands between a database and its server on a Unix socket, and cuts a connection at the worst moment.
final class FaultProxy: Sendable {
    enum Fault: Sendable {
        /// The server gets the request and answers; the answer never arrives.
        case swallowAnswer
        /// The answer arrives as far as to the end of this.
        case cutAnswer(after: String)
        /// The request itself never arrives.
        case swallowRequest
        /// Nothing more passes either way, but the connection stays open.
        case freeze
    }

    /// Give it to a connection string as `host`.
    let folder: String
    private let serverSocket: String
    private let listener: Int32
    private let armed = Mutex<(marker: [UInt8], fault: Fault)?>(nil)
    private let clients = Mutex<Set<Int32>>([])
    /// How often a fault struck.
    let struck = Counter()

    init(serverFolder: String) throws {
        serverSocket = serverFolder + "/.s.PGSQL.5432"
        folder = NSTemporaryDirectory() + "emporia-proxy-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = Self.withAddress(folder + "/.s.PGSQL.5432") { [listener] in bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 16) == 0 else { throw POSIXError(.EADDRINUSE) }
        Thread.detachNewThread { [listener, weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { return }
                Thread.detachNewThread { self.relay(client) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Strikes once: at the next request that holds `marker`.
    func strike(at marker: String, _ fault: Fault) {
        armed.withLock { $0 = (Array(marker.utf8), fault) }
    }

    /// Ends every connection without a word, as a crashed machine or a forgetful firewall does.
    func cutAll() {
        clients.withLock { clients in
            for client in clients { shutdown(client, Int32(SHUT_RDWR)) }
        }
    }

    private func relay(_ client: Int32) {
        clients.withLock { _ = $0.insert(client) }
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            clients.withLock { _ = $0.remove(client) }
            close(client)
            close(server)
        }
        guard Self.withAddress(serverSocket, { connect(server, $0, $1) }) == 0 else { return }
        while true {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, -1) > 0 else { return }
            if ends[0].revents != 0 {
                guard let request = Self.read(client) else { return }
                if let fault = faultToStrike(request) { return strike(fault, request, client: client, server: server) }
                guard Self.write(request, to: server) else { return }
            }
            if ends[1].revents != 0 {
                guard let answer = Self.read(server), Self.write(answer, to: client) else { return }
            }
        }
    }

    private func strike(_ fault: Fault, _ request: [UInt8], client: Int32, server: Int32) {
        struck.increment()
        switch fault {
        case .swallowRequest:
            break
        case .swallowAnswer:
            guard Self.write(request, to: server) else { return }
            _ = Self.read(server)
        case .cutAnswer(let end):
            guard Self.write(request, to: server) else { return }
            var answer: [UInt8] = []
            while let more = Self.read(server) {
                answer += more
                guard let last = answer.firstRange(of: Array(end.utf8)) else { continue }
                _ = Self.write(Array(answer[..<last.upperBound]), to: client)
                return
            }
        case .freeze:
            // Until the client gives up.
            while Self.read(client) != nil {}
        }
    }

    private func faultToStrike(_ request: [UInt8]) -> Fault? {
        armed.withLock { armed in
            guard let (marker, fault) = armed, request.firstRange(of: marker) != nil else { return nil }
            armed = nil
            return fault
        }
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
