import Models
import TestSupport
import Testing

@testable import InventoryService

@Suite("Choosing where an order comes from")
struct SourcingTests {
    @Test("INV-05 prefers one location that holds everything over a better one that does not")
    func singleLocation() throws {
        var pool = StockPool.sample([
            (.tea, .shanghai, 9), (.cup, .shanghai, 0), (.tea, .beijing, 2), (.cup, .beijing, 1),
        ])

        let decision = try pool.source([.line(1, 2), .line(2, 1, of: .cup)], pickup: nil)

        #expect(decision.allocations == [.part(1, 2, from: .beijing), .part(2, 1, of: .cup, from: .beijing)])
        #expect(decision.explanation == "wh-beijing holds every line, first by priority")
    }

    @Test("asks the location of the lowest priority number first")
    func priority() throws {
        var pool = StockPool.sample([(.tea, .beijing, 5), (.tea, .shanghai, 5)])

        let decision = try pool.source([.line(1, 5)], pickup: nil)

        #expect(decision.allocations == [.part(1, 5, from: .shanghai)])
    }

    @Test("takes lines from several locations when no single one holds all")
    func severalLocations() throws {
        var pool = StockPool.sample([(.tea, .shanghai, 1), (.cup, .beijing, 1)])

        let decision = try pool.source([.line(1, 1), .line(2, 1, of: .cup)], pickup: nil)

        #expect(decision.allocations == [.part(1, 1), .part(2, 1, of: .cup, from: .beijing)])
        #expect(decision.explanation.hasPrefix("no location holds every line: line 1 1 from wh-shanghai"))
    }

    @Test("splits a line only when nobody holds it whole")
    func splitLine() throws {
        var pool = StockPool.sample([(.tea, .shanghai, 3), (.tea, .beijing, 2)])

        let decision = try pool.source([.line(1, 4)], pickup: nil)

        #expect(decision.allocations == [.part(1, 3), .part(1, 1, from: .beijing)])
        #expect(pool.available(.tea, at: .beijing) == 1)
    }

    @Test("INV-05 sums two lines of one SKU before it promises either")
    func twoLinesOfOneSKU() throws {
        var pool = StockPool.sample([(.tea, .shanghai, 3)])

        #expect(throws: OutOfStock(shortages: [Shortage(sku: .tea, wanted: 4, available: 3, lines: [0, 1])])) {
            try pool.source([.line(1, 2), .line(2, 2)], pickup: nil)
        }

        #expect(pool.available(.tea, at: .shanghai) == 3)
        #expect(try pool.source([.line(1, 2), .line(2, 1)], pickup: nil).allocations.count == 2)
    }

    @Test("INV-05 promises nothing when one line of many is short")
    func allOrNone() {
        var pool = StockPool.sample([(.tea, .shanghai, 5)])

        #expect(throws: OutOfStock(shortages: [Shortage(sku: .cup, wanted: 1, available: 0, lines: [1])])) {
            try pool.source([.line(1, 1), .line(2, 1, of: .cup)], pickup: nil)
        }

        #expect(pool.available(.tea, at: .shanghai) == 5)
    }

    @Test("a pickup comes from the counter where the customer collects, and never from elsewhere")
    func pickup() throws {
        var pool = StockPool.sample([(.tea, .shanghai, 9), (.tea, .store, 1)])

        #expect(try pool.source([.line(1, 1)], pickup: .store).allocations == [.part(1, 1, from: .store)])
        #expect(throws: OutOfStock.self) { try pool.source([.line(1, 1)], pickup: .store) }
    }

    @Test("a location that does not ship gives no parcels")
    func onlyShipping() {
        var pool = StockPool.sample([(.tea, .store, 9)])

        #expect(throws: OutOfStock.self) { try pool.source([.line(1, 1)], pickup: nil) }
    }

    @Test("never promises more than there is, whatever is asked in whatever order", arguments: 1...50)
    func neverMoreThanThereIs(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let skus: [SKU] = [.tea, .cup, .pot]
        let places: [LocationID] = [.shanghai, .beijing]
        let levels = skus.flatMap { sku in places.map { (sku, $0, Int.random(in: 0...20, using: &random)) } }
        var pool = StockPool.sample(levels)

        for _ in 0..<30 {
            let lines = (1...Int.random(in: 1...4, using: &random)).map { id in
                ReservationLine.line(id, Int.random(in: 1...6, using: &random), of: skus.randomElement(using: &random)!)
            }
            guard let decision = try? pool.source(lines, pickup: nil) else { continue }
            let promised = Dictionary(grouping: decision.allocations, by: \.lineID)
                .mapValues { $0.reduce(0) { $0 + $1.quantity } }
            #expect(promised == Dictionary(uniqueKeysWithValues: lines.map { ($0.lineID, $0.quantity) }))
        }

        #expect(levels.allSatisfy { (0...$0.2).contains(pool.available($0.0, at: $0.1)) })
    }
}
