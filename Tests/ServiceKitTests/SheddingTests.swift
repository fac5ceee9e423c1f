import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import ServiceKit

/// How one connection answers when there is no room, part by part.
@Suite("XC-06 Shedding on the event loop")
struct SheddingTests {
    private final class Room: Sendable {
        let isThere = Mutex(true)
    }

    private let room = Room()
    private let traffic = Traffic(limit: 2)
    private let channel: EmbeddedChannel
    private let request = HTTPRequest(method: .post, scheme: nil, authority: "shop", path: "/v1/checkouts")

    init() throws {
        channel = EmbeddedChannel(
            handler: Shedding(traffic) { [room] _ in
                room.isThere.withLock { $0 } ? nil : .problem(.unavailable("full"), requestID: "7")
            }
        )
    }

    private func ask(_ method: HTTPRequest.Method = .post) throws {
        var request = request
        request.method = method
        try channel.writeInbound(HTTPRequestPart.head(request))
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "{}")))
        try channel.writeInbound(HTTPRequestPart.end(nil))
    }

    private func answer(_ status: HTTPStatus) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    private func passedOn() throws -> Int {
        var count = 0
        while try channel.readInbound(as: HTTPRequestPart.self) != nil { count += 1 }
        return count
    }

    private func written() throws -> [HTTPResponsePart] {
        var parts: [HTTPResponsePart] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) { parts.append(part) }
        return parts
    }

    @Test("passes on what there is room for")
    func passesOn() throws {
        try ask()

        #expect(try passedOn() == 3)
        #expect(try written().isEmpty)
    }

    @Test("refuses the rest at its head, swallows its body, and goes on with the connection")
    func full() throws {
        room.isThere.withLock { $0 = false }
        try ask()

        let parts = try written()
        guard case .head(let head) = parts.first else { return #expect(Bool(false), "no head") }
        #expect(head.status == .serviceUnavailable)
        #expect(head.headerFields[.retryAfter] == "1")
        #expect(parts.count == 3)
        #expect(try passedOn() == 0)
        room.isThere.withLock { $0 = true }
        try ask()
        #expect(try passedOn() == 3)
    }

    @Test("sends no body in answer to HEAD")
    func head() throws {
        room.isThere.withLock { $0 = false }
        try ask(.head)

        #expect(try written().count == 2)
    }

    @Test("never lets a refusal overtake the answer to an earlier request")
    func inOrder() throws {
        try ask()
        room.isThere.withLock { $0 = false }
        try ask()

        #expect(try passedOn() == 6)
        #expect(try written().isEmpty)
        try answer(.ok)
        try answer(.ok)
        _ = try written()
        try ask()
        #expect(try passedOn() == 0)
        #expect(try written().count == 3)
    }

    @Test("counts a connection from a request's head to the end of its answer, also while no task has taken it up")
    func counts() throws {
        traffic.arrive()
        #expect(!traffic.isFull(for: .continuing))
        try ask()
        #expect(traffic.isFull(for: .continuing))

        try answer(.ok)
        #expect(!traffic.isFull(for: .continuing))
    }

    @Test("counts a connection once, however many requests it sends ahead: they are handled one by one")
    func countsOnce() throws {
        for _ in 0..<5 { try ask() }
        #expect(!traffic.isFull(for: .continuing))

        for _ in 0..<4 { try answer(.ok) }
        #expect(traffic.inFlight == 1)
        try answer(.ok)
        #expect(traffic.inFlight == 0)
    }

    @Test("counts no connection that is gone")
    func gone() throws {
        try ask()
        try ask()
        _ = try? channel.finish()

        #expect(traffic.inFlight == 0)
    }
}
