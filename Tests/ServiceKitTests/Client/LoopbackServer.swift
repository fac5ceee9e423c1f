import Foundation
import Glibc
import Synchronization

/// A tiny HTTP/1.1 server on loopback that does what a test tells it, the impolite things too.
final class LoopbackServer: Sendable {
    struct Received: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: [UInt8]
    }

    enum Reply: Sendable {
        case answer(status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [])
        /// Takes the request and closes the connection without a word.
        case hangUp
        /// Closes the connection within the answer.
        case breakOff
    }

    private struct State {
        var received: [Received] = []
        var connections = 0
        var open: Set<Int32> = []
    }

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let handler: @Sendable (Received) async -> Reply

    init(_ handler: @escaping @Sendable (Received) async -> Reply = { _ in .answer() }) throws {
        self.handler = handler
        (listener, port) = try Self.listen()
        let thread = Thread { [listener] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                self.state.withLock { state in
                    state.connections += 1
                    state.open.insert(connection)
                }
                Thread { self.serve(connection) }.start()
            }
            // Closed here and not in `stop`: this thread would accept on whoever got the number next.
            close(listener)
        }
        thread.start()
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var received: [Received] { state.withLock { $0.received } }
    var connections: Int { state.withLock { $0.connections } }
    var openConnections: Int { state.withLock { $0.open.count } }

    /// Nobody listens any more; connections that are open are cut.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in state.withLock({ $0.open }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private static func listen() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 512) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard descriptor >= 0, result else { throw POSIXError(.EADDRNOTAVAIL) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func serve(_ connection: Int32) {
        defer {
            _ = state.withLock { $0.open.remove(connection) }
            close(connection)
        }
        var buffer: [UInt8] = []
        while let request = Self.read(from: connection, into: &buffer) {
            state.withLock { $0.received.append(request) }
            let reply = reply(to: request, on: connection)
            if case .breakOff = reply {
                _ = Self.write(Array("HTTP/1.1 200 -\r\ncontent-length: 2\r\n\r\n1".utf8), to: connection)
            }
            guard case .answer(let status, let headers, let body) = reply else { return }
            let head = ["HTTP/1.1 \(status) -", "content-length: \(body.count)"] + headers.map { "\($0.0): \($0.1)" }
            guard Self.write(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, to: connection) else {
                return
            }
        }
    }

    /// Waits for the handler on this connection's own thread, and stops waiting when the client goes.
    private func reply(to request: Received, on connection: Int32) -> Reply {
        final class Box: Sendable {
            let reply = Mutex<Reply?>(nil)
        }
        let box = Box()
        let task = Task { [handler] in
            let reply = await handler(request)
            box.reply.withLock { $0 = reply }
        }
        while true {
            if let reply = box.reply.withLock({ $0 }) { return reply }
            var watched = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            if poll(&watched, 1, 1) > 0 {
                task.cancel()
                return .hangUp
            }
        }
    }

    private static func read(from connection: Int32, into buffer: inout [UInt8]) -> Received? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = buffer.firstRange(of: end) {
                let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let fields = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1)
                    return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
                }
                let headers = Dictionary(fields, uniquingKeysWith: { $1 })
                if let body = body(of: headers, at: head.upperBound, in: &buffer) {
                    let request = lines[0].split(separator: " ").map(String.init)
                    return Received(method: request[0], path: request[1], headers: headers, body: body)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }

    /// Takes a whole request off the buffer; nil while some of it is missing.
    private static func body(of headers: [String: String], at start: Int, in buffer: inout [UInt8]) -> [UInt8]? {
        guard headers["transfer-encoding"] == "chunked" else {
            let end = start + (headers["content-length"].flatMap(Int.init) ?? 0)
            guard buffer.count >= end else { return nil }
            defer { buffer.removeFirst(end) }
            return Array(buffer[start..<end])
        }
        var body: [UInt8] = []
        var position = start
        while let line = buffer[position...].firstRange(of: [13, 10]),
            let size = Int(String(decoding: buffer[position..<line.lowerBound], as: UTF8.self), radix: 16),
            buffer.count >= line.upperBound + size + 2
        {
            body += buffer[line.upperBound..<(line.upperBound + size)]
            position = line.upperBound + size + 2
            if size == 0 {
                buffer.removeFirst(position)
                return body
            }
        }
        return nil
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
