import Models
import ServiceKit
import Synchronization
import TestSupport

@testable import EmporiaCommand

/// Buyers who come at a steady pace, whatever happens to the shop, and ask once.
///
/// Each gets a guest's token from marketing and checks out with it. A request has failed when it got another answer than
/// the one wanted (200, then 201) or none. On a busy machine a checkout may be answered 202, still on its way: then it
/// has failed unless it is placed in the end. A replica that refuses the connection got no request, so the next one is asked
/// as any load balancer would. So it is when a connection that had been idle turns out to be closed and a new one is
/// refused: a server that stops can't tell a connection on which nobody speaks.
final class SteadyLoad: Sendable {
    private let shop: SystemShop
    private let name: String
    private let goods: Goods
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var asked = 0
        var failures: [String] = []
        var orders: [String] = []
        var underWay: Set<Int> = []
    }

    init(_ name: String, wanting goods: Goods, in shop: SystemShop) {
        self.name = name
        self.goods = goods
        self.shop = shop
    }

    var requests: Int { state.withLock(\.asked) }
    var failures: [String] { state.withLock(\.failures) }
    var orders: [String] { state.withLock(\.orders) }

    /// Until `stop`, and until the last buyer has an answer.
    func run(perSecond: Double) async {
        await withDiscardingTaskGroup { group in
            let start = ContinuousClock.now
            var number = 0
            while !state.withLock(\.isOver) {
                let buyer = number
                state.withLock { _ = $0.underWay.insert(buyer) }
                group.addTask { await self.buy(buyer) }
                number += 1
                try? await Task.sleep(until: start + .seconds(Double(number) / perSecond))
            }
        }
    }

    func stop() { state.withLock { $0.isOver = true } }

    /// Returns when all who are in the shop at this moment have left, and with them every token they were given.
    func everybodyLeft() async throws {
        let inside = state.withLock(\.underWay)
        try await eventually("those in the shop have left") {
            state.withLock { $0.underWay.isDisjoint(with: inside) }
        }
    }

    /// Returns when so many more have been served.
    func served(_ count: Int) async throws {
        let goal = orders.count + count
        try await eventually("\(count) more are served") { orders.count >= goal }
    }

    private func buy(_ number: Int) async {
        defer { state.withLock { _ = $0.underWay.remove(number) } }
        guard let guest = await ask([200], .marketing, "/v1/guest-tokens"), let token = guest["token"] else { return }
        let order = """
            {"channelId":"web","lines":[{"sku":"\(goods.rawValue)","quantity":1}],"payment":\(Buyer.Payment.card.rawValue),
             "delivery":{"method":"ship","email":"\(name)-\(number)@example.org","address":\(SystemShop.address)}}
            """
        guard let answer = await ask([201, 202], .order, "/v1/checkouts", as: token, body: order) else { return }
        let id = answer["orderId"] ?? ""
        if answer.status == 202, await !isPlaced(id, token) {
            return state.withLock { $0.failures.append("\(id) is never placed") }
        }
        state.withLock { $0.orders.append(id) }
    }

    private func isPlaced(_ id: String, _ token: String) async -> Bool {
        do {
            try await eventually { [shop] in
                let answer = try? await shop.send(.get, .order, "/v1/checkouts/\(id)", as: token)
                return answer?["status"] == "placed"
            }
            return true
        } catch {
            return false
        }
    }

    /// As libcurl calls it.
    private static let refused = "Couldn't connect to server"

    private func ask(
        _ wanted: Set<Int>,
        _ service: ServiceName,
        _ path: String,
        as token: String? = nil,
        body: String? = nil
    ) async -> HTTPAnswer? {
        state.withLock { $0.asked += 1 }
        let failure: String
        do {
            let key = EventID().description
            let answer: HTTPAnswer
            do {
                answer = try await shop.send(.post, service, path, as: token, body: body, key: key)
            } catch HTTPCallError.answerLost(Self.refused) {
                answer = try await shop.send(.post, service, path, as: token, body: body, key: key)
            }
            if wanted.contains(answer.status) { return answer }
            failure = "\(path) → \(answer.status) \(answer.text)"
        } catch {
            failure = "\(path) → \(error)"
        }
        state.withLock { $0.failures.append(failure) }
        return nil
    }
}

extension SystemShop {
    /// Does something while buyers come at a steady pace; when it is done, all of them have an answer.
    func underLoad(
        _ name: String,
        wanting goods: Goods,
        perSecond: Double = 30,
        _ body: (SteadyLoad) async throws -> Void
    ) async throws -> SteadyLoad {
        let load = SteadyLoad(name, wanting: goods, in: self)
        async let running: Void = load.run(perSecond: perSecond)
        let result: Result<Void, any Error>
        do {
            try await load.served(20)
            try await body(load)
            try await load.served(20)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        load.stop()
        await running
        print("\(name): \(load.requests) requests, \(load.failures.count) failed")
        try result.get()
        return load
    }
}
