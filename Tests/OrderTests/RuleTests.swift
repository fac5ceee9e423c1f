import Models
import Testing

@testable import OrderService

@Suite("Rules of orders and baskets")
struct RuleTests {
    @Test("ORD-04 every path of statuses ends, and nothing comes back from an end")
    func statusesEnd() {
        for status in OrderStatus.allCases {
            #expect(!status.successors.contains(status))
            for next in status.successors { #expect(!next.successors.contains(status), "\(status) ⇄ \(next)") }
        }
        #expect(OrderStatus.delivered.successors.isEmpty && OrderStatus.cancelled.successors.isEmpty)
    }

    @Test("ORD-04 news of shipments in any order, twice, ends the same and moves along legal edges only")
    func newsInAnyOrder() {
        let news: [FulfilmentNews] = [
            .shipped, .shipped, .delivered(orderComplete: false), .delivered(orderComplete: true),
        ]
        for first in news.indices {
            for rotation in news.indices {
                var order = news
                order.append(order.remove(at: first))
                order = Array(order[rotation...] + order[..<rotation])
                var status = OrderStatus.placed
                for item in order {
                    guard let next = status.after(item) else { continue }
                    #expect(status.successors.contains(next))
                    status = next
                }
                #expect(status == .delivered)
            }
        }
        #expect(OrderStatus.cancelled.after(.shipped) == nil)
    }

    @Test("ORD-04 an order is cancelled until it ships, and cancelling twice is no error")
    func cancellation() throws {
        let id = OrderID()

        #expect(try OrderStatus.placed.cancellation(of: id) == .stopShipment)
        #expect(try OrderStatus.awaitingPayment.cancellation(of: id) == .unwindCheckout)
        #expect(try OrderStatus.cancelled.cancellation(of: id) == .done)
        for status in [OrderStatus.shipped, .delivered] {
            #expect(throws: OrderError.alreadyShipped(id)) { try status.cancellation(of: id) }
        }
    }

    @Test("order numbers are unique, readable and tell nobody how many orders there are")
    func orderNumbers() {
        let numbers = (1...20_000).map { OrderNumber(sequence: $0).description }

        #expect(numbers.map { OrderNumber($0)?.sequence } == (1...20_000).map(Int64.init))
        #expect(OrderNumber(OrderNumber(sequence: 0xFF_FFFF_FFFF).description)?.sequence == 0xFF_FFFF_FFFF)
        for text in ["", "7K3M9Q2T", "7K3M-9Q2", "7K3M-9Q2TT", "7K3M-9Q2I", "7k3m-9q2t", "7K3M_9Q2T"] {
            #expect(OrderNumber(text) == nil, "\(text)")
        }
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/) != nil })
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0.prefix(4) != $1.prefix(4) })
    }

    @Test("ORD-01 a merge keeps every line once, and the larger wish where both have it")
    func mergesBaskets() throws {
        var customer = try Basket.sample([("A", 1), ("B", 3)])
        customer.coupons = try [#require(CouponCode("SPRING"))]
        var guest = try Basket.sample([("B", 1), ("C", 2)])
        guest.coupons = try [#require(CouponCode("SPRING")), #require(CouponCode("GUEST"))]
        guest.delivery = Delivery(method: .pickup, locationID: LocationID("store-1"))

        let merged = try customer.merging(guest)

        #expect(merged.lines.map { "\($0.sku) \($0.quantity)" } == ["A 1", "B 3", "C 2"])
        #expect(merged.coupons.map(\.value) == ["SPRING", "GUEST"])
        #expect(merged.delivery == guest.delivery)
        #expect(merged.version == customer.version + 1)
    }

    @Test("ORD-01 a basket that a checkout holds does not change")
    func heldBasketStays() throws {
        let held = try Basket.sample([("A", 1)]).held(by: OrderID())

        #expect(throws: BasketError.notOpen(.checkingOut)) { try held.setting(#require(SKU("A")), to: 2) }
        #expect(throws: BasketError.empty) { try Basket.sample().held(by: OrderID()) }
    }
}
