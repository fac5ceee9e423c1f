import JSON
import TestSupport
import Testing

@Suite("The history checker")
struct HistoryCheckerTests {
    @Test("XC-08 finds nothing in a shop that is right, whatever its clients lost (1,000 seeds)")
    func passesTheRight() {
        for seed in UInt64(0)..<1000 {
            let breaches = Self.breaches(seed: seed, bug: nil)
            guard breaches.isEmpty else {
                Issue.record("seed \(seed): \(breaches)")
                return
            }
        }
    }

    @Test("XC-08 catches what shops get wrong, by the promise that is broken", arguments: ModelShopBug.allCases)
    func catches(bug: ModelShopBug) {
        let found = (UInt64(0)..<300).lazy.flatMap { Self.breaches(seed: $0, bug: bug) }

        #expect(found.contains { bug.breaks.contains($0.promise) }, "\(bug) goes unnoticed")
    }

    @Test("knows what may be read of stock while it is bought")
    func boundsReads() {
        let read = { (units: Int, from: Int64, to: Int64) in
            HistoryOperation(
                process: "reader",
                kind: .readStock,
                sku: "TEA",
                units: units,
                key: "read-\(from)",
                invokedNanoseconds: from,
                returnedNanoseconds: to,
                outcome: .ok(order: "")
            )
        }
        let bought = HistoryOperation(
            process: "buyer",
            kind: .buy,
            sku: "TEA",
            units: 2,
            key: "key",
            invokedNanoseconds: 10,
            returnedNanoseconds: 20,
            outcome: .ok(order: "order")
        )
        let breaches = { (reads: [HistoryOperation]) in
            var facts = ShopFacts()
            facts.stock["TEA"] = ShopFacts.Stock(received: 5, onHand: 5, reserved: 2)
            return HistoryChecker([bought] + reads, facts).breaches().filter { $0.promise == .linearizability }
        }

        #expect(breaches([read(5, 1, 5), read(5, 12, 13), read(3, 14, 15), read(3, 30, 31)]).isEmpty)
        #expect(breaches([read(3, 1, 5)]).count == 1)
        #expect(breaches([read(5, 30, 31)]).count == 1)
    }

    @Test("writes a history as lines of JSON")
    func writesLines() throws {
        let history = History()
        history.add(
            HistoryOperation(
                process: "p",
                kind: .buy,
                sku: "TEA",
                units: 1,
                key: "k",
                invokedNanoseconds: 1,
                returnedNanoseconds: 2,
                outcome: .unknown
            )
        )

        let line = try JSON.parse(Array(history.lines.dropLast()))

        #expect(line.child("type")?.string == "info")
        #expect(line.child("invoked_ns")?.int64 == 1)
    }

    private static func breaches(seed: UInt64, bug: ModelShopBug?) -> [HistoryBreach] {
        var shop = ModelShop(seed: seed, bug: bug)
        shop.run()
        return HistoryChecker(shop.operations, shop.facts).breaches()
    }
}
