import NIOCore

/// Ends the connection of a client that asks for much and reads nothing of it.
///
/// Such a connection is neither idle, for its answer is still being written, nor overdue, for its request is done: it
/// would stay for as long as its client likes, and a few thousand of them are all the connections there are.
final class UnreadAnswers: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let limit: TimeAmount
    private var ending: Scheduled<Void>?

    init(limitSeconds: Double) {
        limit = .milliseconds(Int64(limitSeconds * 1000))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        ending?.cancel()
        ending = nil
        if !context.channel.isWritable {
            ending = context.eventLoop.scheduleTask(in: limit) { [channel = context.channel] in
                channel.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ending?.cancel()
        ending = nil
        context.fireChannelInactive()
    }
}
