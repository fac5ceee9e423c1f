import Glibc
import NIOCore

/// Closes a listening socket only when everybody who is connected has been taken in.
///
/// The kernel completes connections by itself; whoever still waits to be taken when the socket closes is cut off with
/// the request on its way. So first nobody else is let in: who knocks is not heard, knocks again after a second, and
/// finds the port closed, which is known to have had no effect. Then those on their way to an event loop arrive there:
/// SwiftNIO ends the process with a connection that comes from a listening socket which is closed by then.
final class LastConnections: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// Where the bound of connections is reached nobody is taken any more.
    private static let patience = Duration.seconds(2)

    private let traffic: Traffic

    private init(_ traffic: Traffic) {
        self.traffic = traffic
    }

    static func join(_ server: any Channel, _ traffic: Traffic) async throws {
        try await server.eventLoop.submit {
            try server.pipeline.syncOperations.addHandler(LastConnections(traffic), position: .first)
        }.get()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        traffic.connect()
        context.fireChannelRead(data)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard let socket = context.channel as? any SocketOptionProvider else {
            return context.close(mode: mode, promise: promise)
        }
        DeafFilter.attach(to: socket)
        let limit = ContinuousClock.now + Self.patience
        whenNobodyComes(by: socket, until: limit) { context.close(mode: mode, promise: promise) }
    }

    private func whenNobodyComes(
        by socket: any SocketOptionProvider,
        until limit: ContinuousClock.Instant,
        _ act: @escaping () -> Void
    ) {
        // Of a listening socket these are the connections to be taken. On its own event loop it answers at once.
        socket.getTCPInfo().map(\.tcpi_unacked).assumeIsolated().whenComplete { [traffic] waiting in
            let comes = (try? waiting.get()) ?? 0 > 0 || traffic.connecting > 0
            guard comes, .now < limit else { return act() }
            socket.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
                self.whenNobodyComes(by: socket, until: limit, act)
            }
        }
    }
}

/// Linux' `sock_fprog` with one instruction that keeps nothing of any segment: a socket that hears nothing any more.
/// Source: Documentation/networking/filter.rst of Linux.
private struct DeafFilter: @unchecked Sendable {
    /// Linux' `sock_filter`.
    private struct Instruction {
        /// `BPF_RET | BPF_K`: return `value`, the number of bytes to keep.
        let code: UInt16 = 0x06
        let jumps: UInt16 = 0
        let value: UInt32 = 0
    }

    private let count: UInt16 = 1
    private let instructions: UnsafePointer<Instruction>

    /// On the socket's event loop.
    static func attach(to socket: any SocketOptionProvider) {
        withUnsafePointer(to: Instruction()) { instruction in
            _ = socket.unsafeSetSocketOption(
                level: .socket,
                name: NIOBSDSocket.Option(rawValue: SO_ATTACH_FILTER),
                value: DeafFilter(instructions: instruction)
            )
        }
    }
}
