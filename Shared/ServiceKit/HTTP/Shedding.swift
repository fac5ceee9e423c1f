import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Refuses on the event loop what there is no room for. As a task, a refusal would queue behind the very work that there
/// is too much of, and take a good part of the time that this work needs.
final class Shedding: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let traffic: Traffic
    private let refusal: @Sendable (HTTPRequest) -> ServiceResponse?
    /// Requests passed on and not answered to the end: a refusal must not overtake their answers.
    private var unanswered = 0
    private var isRefusing = false

    /// - Parameter refusal: Nil for a request that is to be handled.
    init(_ traffic: Traffic, _ refusal: @escaping @Sendable (HTTPRequest) -> ServiceResponse?) {
        self.traffic = traffic
        self.refusal = refusal
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            if unanswered == 0, let answer = refusal(request) {
                isRefusing = true
                write(answer, to: request, context)
            } else {
                // Requests of one connection are handled one after the other, however many were sent ahead.
                if unanswered == 0 { traffic.arrive() }
                unanswered += 1
                context.fireChannelRead(data)
            }
        case .body where isRefusing:
            break
        case .end where isRefusing:
            isRefusing = false
        case .body, .end:
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), unanswered > 0 {
            unanswered -= 1
            if unanswered == 0 { traffic.depart() }
        }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if unanswered > 0 { traffic.depart() }
        unanswered = 0
        context.fireChannelInactive()
    }

    private func write(_ answer: ServiceResponse, to request: HTTPRequest, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        headers[.contentLength] = String(answer.body.count)
        let head = HTTPResponse(status: answer.status, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .head {
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
