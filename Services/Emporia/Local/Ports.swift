import Glibc
import Synchronization

/// TCP ports of this machine's loopback.
enum Ports {
    struct NoneFree: Error {}

    /// Below the ephemeral range. Within that a client that polls a port nobody serves yet can be connected to itself,
    /// and then the server can't bind it.
    private static let range = 20_000..<32_000
    /// From anywhere, since other processes look for ports too.
    private static let next = Mutex(Int.random(in: range))

    /// A port that nobody listens on, and never one that was given before: its server may not listen on it yet.
    static func free() throws -> Int {
        for _ in range {
            let port = next.withLock { next in
                defer { next = next + 1 < range.upperBound ? next + 1 : range.lowerBound }
                return next
            }
            if isFree(port) { return port }
        }
        throw NoneFree()
    }

    /// A different one for each.
    static func free<Name: Hashable>(for names: [Name]) throws -> [Name: Int] {
        try names.reduce(into: [:]) { ports, name in ports[name] = try free() }
    }

    static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
