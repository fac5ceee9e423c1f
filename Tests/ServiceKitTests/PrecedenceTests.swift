import Models
import Testing

@testable import ServiceKit

@Suite("XC-06 Who is let in longest")
struct PrecedenceTests {
    private static func endpoint(
        _ method: HTTPMethod,
        _ access: Access,
        _ body: Endpoint.BodyHandling = .collected(limitBytes: 10)
    ) -> Endpoint {
        Endpoint(method == .get ? .get : .post, "/v1/x", access, body: body) { _ in .noContent }
    }

    @Test("is told from the route: who may call it, whether it reads, and whether it brings a file")
    func kinds() {
        #expect(Self.endpoint(.get, .open).precedence == .browsing)
        #expect(Self.endpoint(.get, .roles([.support])).precedence == .browsing)
        #expect(Self.endpoint(.post, .open).precedence == .beginning)
        #expect(Self.endpoint(.post, .roles([.seller]), .streamed(limitBytes: 10)).precedence == .bulk)
        #expect(Self.endpoint(.post, .services([.order])).precedence == .continuing)
        #expect(Self.endpoint(.get, .rolesOrServices([.support], [.order])).precedence == .browsing)
        #expect(Self.endpoint(.post, .rolesOrServices([.support], [.order])).precedence == .continuing)
        #expect(Self.endpoint(.post, .verified).precedence == .continuing)
    }

    @Test("has room in this order, and all of them some", arguments: [1, 2, 10, 512])
    func limits(bound: Int) {
        let limits = [Precedence.bulk, .browsing, .beginning, .continuing].map { $0.limit(of: bound) }

        #expect(limits == limits.sorted())
        #expect(limits[0] >= 1)
        #expect(limits[3] == bound)
    }

    @Test("of 512 requests at once may be 256, 384, 461 and 512")
    func defaults() {
        let limits = [Precedence.bulk, .browsing, .beginning, .continuing].map { $0.limit(of: 512) }

        #expect(limits == [256, 384, 461, 512])
    }

    @Test("is refused when as many run as its kind may be, whatever runs")
    func traffic() {
        let traffic = Traffic(limit: 10)
        for _ in 1...8 { #expect(traffic.enter(.continuing)) }

        #expect(traffic.isFull(for: .bulk) && traffic.isFull(for: .browsing))
        #expect(!traffic.enter(.browsing))
        #expect(traffic.enter(.beginning))
        #expect(!traffic.enter(.beginning))
        #expect(traffic.enter(.continuing))
        #expect(!traffic.enter(.continuing))
        #expect(traffic.inFlight == 10)
    }
}
