import HummingbirdCore
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ServiceKit

/// A server whose connections nobody takes up, as when every task waits behind others.
@Suite("XC-06 Connections in an overload")
struct EagerAcceptingTests {
    private static let bound = 60

    /// - Parameter body: Given how many connections were taken, and a way to open more of them.
    private func withServer(
        _ body: (_ taken: Counter, _ connect: () async throws -> any Channel) async throws -> Void
    ) async throws {
        let taken = Counter()
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let bound = MaximumAvailableConnections(Self.bound, logger: .silent)
                    try channel.pipeline.syncOperations.addHandler(AvailableConnectionsChannelHandler(delegate: bound))
                }
            }
            .bind(host: "127.0.0.1", port: 0) { channel in
                taken.add()
                return channel.eventLoop.makeSucceededFuture(channel)
            }
        try await EagerAccepting.join(server.channel)
        let address = try #require(server.channel.localAddress)
        try await server.executeThenClose { _ in
            try await body(taken) { try await ClientBootstrap(group: group).connect(to: address).get() }
        }
    }

    @Test("are taken before anybody looks at those before them, about as many as may be, and more as others end")
    func eager() async throws {
        try await withServer { taken, connect in
            var clients: [any Channel] = []
            for _ in 0..<Self.bound - 10 { clients.append(try await connect()) }
            try await eventually("all are taken") { taken.value == UInt64(Self.bound) - 10 }

            for _ in 0..<200 { clients.append(try await connect()) }
            try await eventually("as many as may be are taken") { taken.value >= UInt64(Self.bound) }
            #expect(taken.value < UInt64(clients.count))

            for client in clients.prefix(200) { try await client.close() }
            try await eventually("the rest is taken") { taken.value == UInt64(clients.count) }
            for client in clients.dropFirst(200) { try await client.close() }
        }
    }
}
