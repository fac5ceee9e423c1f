import HummingbirdCore
import NIOCore

/// Takes connections as they come. By itself a server takes some ten and the next ones when a task of its own has seen
/// these. In an overload that task waits behind all others, and thousands of connections, which would only be refused
/// what they ask for, wait with it.
final class EagerAccepting: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// So many more than the bound may be open, which is looked at before each read.
    private static let connectionsPerRead: UInt = 16

    func handlerAdded(context: ChannelHandlerContext) {
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        context.read()
    }

    /// Behind the handler that holds back what is beyond the bound of connections.
    static func join(_ server: any Channel) async throws {
        try await server.eventLoop.submit {
            let pipeline = server.pipeline.syncOperations
            let bound = try pipeline.handler(type: AvailableConnectionsChannelHandler<MaximumAvailableConnections>.self)
            try pipeline.addHandler(EagerAccepting(), position: .after(bound))
        }.get()
        try await server.setOption(.maxMessagesPerRead, value: connectionsPerRead).get()
    }
}
