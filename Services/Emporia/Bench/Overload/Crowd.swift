import DequeModule
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceKit
import Synchronization

/// Callers who come at their own times, however many are still waiting, all on one event loop: so they come in time, up to
/// several thousand a second of one processor, where a task and a transfer of libcurl's for each did not.
///
/// Belongs to its loop, like everything that it makes there.
final class Crowd {
    /// As many as a proxy before the shop would keep; who finds none free waits for one, which counts.
    private static let connectionsMax = 2048
    private static let tick = TimeAmount.milliseconds(1)

    private let loop: any EventLoop
    private let target: Target
    private let arrivals: [Double]
    private let call: (Int) -> HTTPCall
    private let promise: EventLoopPromise<[OverloadSample]>
    private let isOver: Flag
    private let start = ContinuousClock.now

    private var samples: [OverloadSample] = []
    private var asked = 0
    private var waiting = Deque<Asking>()
    private var idle: [CallerConnection] = []
    private var open: [ObjectIdentifier: CallerConnection] = [:]
    private var connecting = 0

    /// - Parameters:
    ///   - url: Where all of them ask.
    ///   - arrivals: When each comes, in seconds from now, in order.
    ///   - call: What each asks, given how many came before; its time limit is their patience.
    static func flood(
        _ url: String,
        _ arrivals: [Double],
        _ call: @escaping @Sendable (Int) -> HTTPCall
    ) async throws -> [OverloadSample] {
        let target = try Target(url)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let promise = loop.makePromise(of: [OverloadSample].self)
        let isOver = Flag()
        loop.execute { Crowd(loop, target, arrivals, call, promise, isOver).goOn() }
        let samples = try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            isOver.value.store(true, ordering: .relaxed)
        }
        try await group.shutdownGracefully()
        return samples
    }

    private init(
        _ loop: any EventLoop,
        _ target: Target,
        _ arrivals: [Double],
        _ call: @escaping (Int) -> HTTPCall,
        _ promise: EventLoopPromise<[OverloadSample]>,
        _ isOver: Flag
    ) {
        self.loop = loop
        self.target = target
        self.arrivals = arrivals
        self.call = call
        self.promise = promise
        self.isOver = isOver
    }

    /// Every millisecond: whoever is due asks, whoever has lost patience leaves.
    private func goOn() {
        let now = seconds
        while asked < arrivals.count, arrivals[asked] <= now {
            waiting.append(Asking(meant: arrivals[asked], begun: now, call: call(asked)))
            asked += 1
        }
        giveUp(at: now)
        serve()
        guard samples.count < arrivals.count, !isOver.value.load(ordering: .relaxed) else { return leave() }
        loop.assumeIsolated().scheduleTask(in: Self.tick) { self.goOn() }
    }

    private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private func serve() {
        while let asking = waiting.first, let connection = idle.popLast() {
            waiting.removeFirst()
            connection.ask(asking, target)
        }
        while connecting < waiting.count, open.count + connecting < Self.connectionsMax { connect() }
    }

    private func giveUp(at now: Double) {
        while let asking = waiting.first, asking.isTired(at: now) {
            waiting.removeFirst()
            record(asking, .failed("no connection was free"))
        }
        for connection in open.values where connection.asking?.isTired(at: now) == true {
            connection.leave("no answer")
        }
    }

    private func leave() {
        for connection in open.values { connection.leave("") }
        promise.succeed(samples)
    }
}

extension Crowd {
    private func connect() {
        connecting += 1
        let crowd = NIOLoopBound(self, eventLoop: loop)
        let connected = ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(CallerConnection(of: crowd.value))
                }
            }
            .connect(host: target.host, port: target.port)
        connected.assumeIsolated().whenComplete { result in
            self.connecting -= 1
            if case .failure(let error) = result, let asking = self.waiting.popFirst() {
                self.record(asking, .failed("\(error)"))
            }
        }
    }

    fileprivate func opened(_ connection: CallerConnection) {
        open[ObjectIdentifier(connection)] = connection
        free(connection)
    }

    fileprivate func free(_ connection: CallerConnection) {
        idle.append(connection)
        serve()
    }

    fileprivate func closed(_ connection: CallerConnection) {
        open[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
    }

    fileprivate func record(_ asking: Asking, _ fate: OverloadSample.Fate) {
        samples.append(OverloadSample(meant: asking.meant, begun: asking.begun, ended: seconds, fate: fate))
    }
}

/// Set by whoever no longer wants to know.
private final class Flag: Sendable {
    let value = Atomic(false)
}

/// Where callers ask.
private struct Target: Sendable {
    let host: String
    let port: Int
    let path: String

    init(_ url: String) throws {
        guard let parts = URLComponents(string: url), let host = parts.host else {
            throw BenchFailure("\(url) is no URL")
        }
        self.host = host
        port = parts.port ?? 80
        path = parts.path
    }
}

/// What one of them wants, in seconds since the crowd began to come.
private struct Asking {
    let meant: Double
    let begun: Double
    let call: HTTPCall

    func isTired(at now: Double) -> Bool { now - begun > call.timeoutSeconds }
}

/// A connection, kept for the next caller as long as the service keeps it.
private final class CallerConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let crowd: Crowd
    private var context: ChannelHandlerContext?
    private(set) var asking: Asking?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(of crowd: Crowd) { self.crowd = crowd }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        crowd.opened(self)
    }

    func ask(_ asking: Asking, _ target: Target) {
        guard let context else { return crowd.record(asking, .failed("the connection closed")) }
        self.asking = asking
        let body = asking.call.body ?? []
        var headers = HTTPHeaders([("Host", "\(target.host):\(target.port)"), ("Content-Length", "\(body.count)")])
        for header in asking.call.headers { headers.add(name: header.name, value: header.value) }
        let method = NIOHTTP1.HTTPMethod(rawValue: asking.call.method.rawValue)
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: target.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func leave(_ reason: String) {
        end(.failed(reason))
        context?.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let bytes): body += bytes.readableBytesView
        case .end:
            guard let head else { return }
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            end(.init(HTTPAnswer(status: Int(head.status.code), headers: headers, body: body)))
            if head.isKeepAlive { crowd.free(self) } else { context.close(promise: nil) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        end(.failed("the connection closed"))
        crowd.closed(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        leave("\(error)")
    }

    private func end(_ fate: OverloadSample.Fate) {
        if let asking { crowd.record(asking, fate) }
        asking = nil
        head = nil
        body.removeAll(keepingCapacity: true)
    }
}
