import NIOCore

/// Lets a connection that was just made when its server stops bring its first request, which is on its way. Without it
/// such a connection is idle and closed at once.
final class FirstRequest: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    /// After this a connection was opened in advance and may be closed as any idle one.
    private static let patience = TimeAmount.milliseconds(500)

    private var hasCome = false
    private var ending: Scheduled<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasCome = true
        context.fireChannelRead(data)
        if let ending {
            ending.cancel()
            self.ending = nil
            context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent, !hasCome else {
            return context.fireUserInboundEventTriggered(event)
        }
        ending = context.eventLoop.scheduleTask(in: Self.patience) { [channel = context.channel] in
            channel.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        ending?.cancel()
        ending = nil
        context.fireChannelInactive()
    }
}
