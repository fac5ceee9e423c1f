import HTTPTypes
import NIOCore

/// Where a request comes from, as far as a network gives addresses to one customer: IPv4 as it is, of IPv6 the first 64
/// bits, because whoever has one address there has all that begin like it.
enum ClientAddress: Hashable, Sendable {
    case version4(UInt32)
    case version6(UInt64)
    case unknown

    init(_ address: SocketAddress?) {
        self =
            address?.withSockAddr { start, count in
                ClientAddress(UnsafeRawBufferPointer(start: start, count: count))
            } ?? .unknown
    }

    /// - Parameter text: As in `192.0.2.1` or `2001:db8::1`, and nothing else.
    init?(_ text: String) {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        self.init(address)
    }

    /// The address of the client before the proxies that are ours.
    ///
    /// Each proxy adds at the end of `X-Forwarded-For` whom it was asked by, so the last entries are ours, one for each
    /// proxy, and what stands before them is what anybody may have written.
    init(_ headers: HTTPFields, proxies: Int, peer: SocketAddress?) {
        if proxies > 0, let entries = headers[.forwardedFor]?.split(separator: ","), entries.count >= proxies,
            let client = ClientAddress(entries[entries.count - proxies].filter { $0 != " " })
        {
            self = client
        } else {
            self.init(peer)
        }
    }

    /// - Parameter socket: A `sockaddr_in`, whose address begins at byte 4, or a `sockaddr_in6`, where it is byte 8.
    private init(_ socket: UnsafeRawBufferPointer) {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        switch socket.count {
        case 16: self = .version4(socket.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        case 28 where socket[8..<20].elementsEqual(mapped):
            self = .version4(socket.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        case 28: self = .version6(socket.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        default: self = .unknown
        }
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
