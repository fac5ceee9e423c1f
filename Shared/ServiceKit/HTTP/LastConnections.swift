import Glibc
import NIOCore
import NIOPosix

/// Takes in everybody who is connected to a listening socket, before it closes.
///
/// The kernel completes connections by itself; whoever still waits to be taken when the socket closes is cut off with
/// the request on its way. So first nobody else is let in: who knocks is not heard, knocks again after a second, and
/// finds the port closed, which is known to have had no effect.
enum LastConnections {
    /// Until handshakes are done that had begun: more than a round trip within a region.
    private static let least = Duration.milliseconds(10)
    /// Where the bound of connections is reached nobody is taken any more.
    private static let most = Duration.seconds(2)
    /// From the listening socket a connection goes to its own event loop and back twice before it is served. SwiftNIO
    /// ends the process with one that comes back from there to a socket which is closed by then.
    private static let roundTrips = 4

    static func take(from server: any Channel) async {
        guard let socket = server as? any SocketOptionProvider else { return }
        // Where that may not be done some are cut off, as anywhere.
        try? await server.eventLoop.flatSubmit { SilentFilter.attach(to: socket) }.get()
        let started = ContinuousClock.now
        while true {
            try? await Task.sleep(for: .milliseconds(1))
            let passed = ContinuousClock.now - started
            let waiting = await connectionsWaiting(at: socket)
            if passed > most || (passed > least && waiting == 0) { break }
        }
        for _ in 0..<roundTrips {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
            try? await server.eventLoop.submit {}.get()
        }
    }

    private static func connectionsWaiting(at socket: any SocketOptionProvider) async -> Int {
        // Of a listening socket, these are the connections to be taken.
        let waiting = try? await socket.getTCPInfo().map { Int($0.tcpi_unacked) }.get()
        return waiting ?? 0
    }
}

/// Linux' `sock_fprog` with a program that drops what would begin a connection, and keeps all else of those that have
/// begun. Source: Documentation/networking/filter.rst of Linux; RFC 9293, section 3.1.
private struct SilentFilter: @unchecked Sendable {
    /// Linux' `sock_filter`.
    private struct Instruction {
        let code: UInt16
        var ifSet: UInt8 = 0
        var otherwise: UInt8 = 0
        let value: UInt32
    }

    private static let program = [
        // BPF_LD | BPF_B | BPF_ABS: the flags of a TCP header.
        Instruction(code: 0x30, value: 13),
        // BPF_JMP | BPF_JSET | BPF_K: go on where SYN is set, else past the next.
        Instruction(code: 0x45, otherwise: 1, value: 0x02),
        // BPF_RET | BPF_K: so many bytes are kept.
        Instruction(code: 0x06, value: 0),
        Instruction(code: 0x06, value: .max),
    ]

    private let count: UInt16
    private let instructions: UnsafePointer<Instruction>?

    /// On the socket's event loop.
    static func attach(to socket: any SocketOptionProvider) -> EventLoopFuture<Void> {
        program.withUnsafeBufferPointer { program in
            socket.unsafeSetSocketOption(
                level: .socket,
                name: NIOBSDSocket.Option(rawValue: SO_ATTACH_FILTER),
                value: SilentFilter(count: UInt16(program.count), instructions: program.baseAddress)
            )
        }
    }
}
