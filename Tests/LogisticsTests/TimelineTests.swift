import Models
import TestSupport
import Testing

@testable import LogisticsService

@Suite("A parcel's timeline")
struct TimelineTests {
    private let way: [Scan] = [
        .sample(.announced, at: 0), .sample(.accepted, at: 10), .sample(.inTransit, at: 20),
        .sample(.inTransit, at: 30),
        .sample(.outForDelivery, at: 40), .sample(.deliveryFailed, at: 50), .sample(.outForDelivery, at: 60),
        .sample(.delivered, at: 70),
    ]

    @Test("LOG-07 is the same whatever the order in which reports came, and however often", arguments: 1...50)
    func anyOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let twice = (way + way.shuffled(using: &random).prefix(5)).shuffled(using: &random)

        let timeline = Timeline(twice)

        #expect(timeline == Timeline(way))
        #expect(timeline.scans == way)
        #expect(timeline.status == .delivered)
        #expect(timeline.leftAt == way[1].occurredAt)
        #expect(timeline.deliveredAt == way[7].occurredAt)
    }

    @Test("LOG-07 follows the latest report until the end of the way", arguments: 1...7)
    func latest(count: Int) {
        #expect(Timeline(Array(way.prefix(count))).status == way[count - 1].status)
    }

    @Test("LOG-07 a report that happened after the delivery does not take it back")
    func lateScan() {
        #expect(Timeline(way + [.sample(.inTransit, at: 99)]).status == .delivered)
        #expect(Timeline([.sample(.returned, at: 1), .sample(.inTransit, at: 2)]).status == .returned)
    }

    @Test("LOG-07 at one and the same moment the later step counts")
    func sameMoment() {
        let timeline = Timeline([
            .sample(.outForDelivery, at: 5), .sample(.accepted, at: 5), .sample(.inTransit, at: 5),
        ])

        #expect(timeline.scans.map(\.status) == [.accepted, .inTransit, .outForDelivery])
        #expect(timeline.status == .outForDelivery)
    }

    @Test("of a parcel that was only announced has not begun")
    func announced() {
        #expect(Timeline([.sample(.announced, at: 0)]).leftAt == nil)
        #expect(Timeline([]).status == nil)
    }
}
