import NIOCore
import NIOPosix
import Synchronization

/// A network between a service and everybody who calls it, which can be slow, cut, closed, and can lose answers.
final class FaultProxy: Sendable {
    let port: Int
    private let listener: any Channel
    private let network: FaultyNetwork

    /// - Parameters:
    ///   - port: Where it listens.
    ///   - target: Where the service does.
    init(port: Int, target: Int) throws {
        let network = FaultyNetwork()
        self.port = port
        self.network = network
        listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { client in
                guard network.admits(client) else { return client.close() }
                return ClientBootstrap(group: client.eventLoop)
                    .connect(host: "127.0.0.1", port: target)
                    .flatMapThrowing { server in
                        network.admits(server)
                        try client.pipeline.syncOperations.addHandler(Pump(to: server, isAnswer: false, network))
                        try server.pipeline.syncOperations.addHandler(Pump(to: client, isAnswer: true, network))
                    }
            }
            .bind(host: "127.0.0.1", port: port)
            .wait()
    }

    func close() {
        listener.close(promise: nil)
        network.cut()
    }

    /// Ends every connection at once.
    func cut() { network.cut() }

    /// The next answers are swallowed, each with its connection: what was asked has been done.
    func loseAnswers(_ count: Int) { network.change { $0.answersToLose += count } }

    /// Takes no new connection, and cuts those that there are.
    func refuse(_ isRefusing: Bool) {
        network.change { $0.isRefusing = isRefusing }
        if isRefusing { network.cut() }
    }

    func slow(milliseconds: Int64) { network.change { $0.delayMilliseconds = milliseconds } }
    func slice(_ isSlicing: Bool) { network.change { $0.isSlicing = isSlicing } }
}

/// How the network is just now, and who is connected over it.
private final class FaultyNetwork: Sendable {
    struct Weather {
        var answersToLose = 0
        var isRefusing = false
        var delayMilliseconds: Int64 = 0
        var isSlicing = false
    }

    private let weather = Mutex(Weather())
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func change(_ change: (inout Weather) -> Void) { weather.withLock { change(&$0) } }

    @discardableResult
    func admits(_ channel: any Channel) -> Bool {
        guard !weather.withLock(\.isRefusing) else { return false }
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { [self] _ in channels.withLock { _ = $0.removeValue(forKey: id) } }
        return true
    }

    func cut() {
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }

    /// Nil when the answer is lost.
    func passing(isAnswer: Bool) -> Weather? {
        weather.withLock { weather in
            guard isAnswer, weather.answersToLose > 0 else { return weather }
            weather.answersToLose -= 1
            return nil
        }
    }
}

/// Passes on what one side sends to the other.
private final class Pump: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let isAnswer: Bool
    private let network: FaultyNetwork
    /// What is held back must not be overtaken.
    private var due = NIODeadline.now()

    init(to other: any Channel, isAnswer: Bool, _ network: FaultyNetwork) {
        self.other = other
        self.isAnswer = isAnswer
        self.network = network
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let weather = network.passing(isAnswer: isAnswer) else {
            context.close(promise: nil)
            return other.close(promise: nil)
        }
        let (bytes, other) = (unwrapInboundIn(data), other)
        let now = NIODeadline.now()
        due = max(due, now + .milliseconds(weather.delayMilliseconds))
        guard due > now else { return Self.pass(bytes, to: other, sliced: weather.isSlicing) }
        context.eventLoop.scheduleTask(deadline: due) { Self.pass(bytes, to: other, sliced: weather.isSlicing) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let other = other
        context.eventLoop.scheduleTask(deadline: due) { other.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private static func pass(_ bytes: ByteBuffer, to other: any Channel, sliced isSliced: Bool) {
        var bytes = bytes
        while isSliced, bytes.readableBytes > 64, let slice = bytes.readSlice(length: 64) {
            other.writeAndFlush(slice, promise: nil)
        }
        other.writeAndFlush(bytes, promise: nil)
    }
}
