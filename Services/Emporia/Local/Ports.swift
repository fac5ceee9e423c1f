import Glibc

/// TCP ports of this machine's loopback.
enum Ports {
    struct NoneFree: Error {}

    /// A port below the ephemeral range that nobody listens on.
    ///
    /// Within that range a client that polls a port nobody serves yet can be connected to itself, and then the server
    /// can't bind it.
    static func free() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: 20_000..<32_000)
            if isFree(port) { return port }
        }
        throw NoneFree()
    }

    /// A different one for each.
    static func free<Name: Hashable>(for names: [Name]) throws -> [Name: Int] {
        var ports: [Name: Int] = [:]
        for name in names {
            var port = try free()
            while ports.values.contains(port) { port = try free() }
            ports[name] = port
        }
        return ports
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
