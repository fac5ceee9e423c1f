import Foundation
import Glibc

/// Requests that no HTTP client would send, byte by byte.
///
/// Each on a thread of its own: what waits here for the service must not hold the threads that the service runs on.
public enum PlainSocket {
    /// Sends the beginning of a request and hangs up, as a network does that goes away.
    public static func sendAndHangUp(_ text: String, toPort port: Int) async {
        await onOwnThread {
            withConnection(toPort: port) { _ = send(text, over: $0) }
        }
    }

    /// Everything that is answered until the other side hangs up, which the request has to ask for.
    public static func exchange(_ text: String, withPort port: Int) async -> String {
        await onOwnThread {
            var received: [UInt8] = []
            withConnection(toPort: port) { descriptor in
                _ = send(text, over: descriptor)
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
                    received += buffer[..<count]
                }
            }
            return String(decoding: received, as: UTF8.self)
        }
    }

    /// Asks and asks and reads nothing of what is answered; whether the other side hangs up on it in time.
    public static func isHungUpOn(asking text: String, port: Int, withinSeconds limit: Int) async -> Bool {
        await onOwnThread {
            var isHungUp = false
            withConnection(toPort: port) { descriptor in
                var patience = timeval(tv_sec: limit, tv_usec: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
                while send(text, over: descriptor) {}
                isHungUp = errno == ECONNRESET || errno == EPIPE
            }
            return isHungUp
        }
    }

    private static func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    private static func withConnection(toPort port: Int, _ body: (Int32) -> Void) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { body(descriptor) }
    }

    /// False, with `errno`, when not all of it could be sent.
    private static func send(_ text: String, over descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}
