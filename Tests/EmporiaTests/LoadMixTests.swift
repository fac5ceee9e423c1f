import Foundation
import JSON
import TestSupport
import Testing

@testable import EmporiaCommand

@Suite("A mix of shoppers")
struct LoadMixTests {
    private static let text = """
        {"channelId": "web-cn", "country": "CN", "words": ["tea"], "shares": {"browse": 70, "checkout": 30},
         "thresholds": [{"action": "checkout", "quantile": 0.99, "milliseconds": 300}], "failureShareMax": 0.01}
        """

    private static func mix(_ text: String = text) throws -> LoadMix {
        try JSON.decode(from: Array(text.utf8))
    }

    @Test("gives every action its share")
    func shares() throws {
        let mix = try Self.mix()

        let actions = (0..<100).map { mix.action(at: (Double($0) + 0.5) / 100) }

        #expect(actions.count { $0 == .browse } == 70)
        #expect(actions.count { $0 == .checkout } == 30)
        #expect(mix.action(at: 0) == .browse)
        #expect(mix.action(at: 1) == .checkout)
    }

    @Test(
        "is refused when it makes no sense",
        arguments: [
            (#""browse": 70, "checkout": 30"#, #""browse": 0"#),
            (#""browse": 70"#, #""brows": 70"#),
            (#""browse": 70"#, #""browse": -1"#),
            (#""quantile": 0.99"#, #""quantile": 99"#),
            (#""action": "checkout""#, #""action": "buy""#),
            (#""words": ["tea"]"#, #""words": []"#),
            (#""failureShareMax": 0.01"#, #""failureShareMax": 2"#),
            (#""country": "CN""#, #""land": "CN""#),
        ]
    )
    func refusals(part: String, instead: String) throws {
        let text = Self.text.replacing(part, with: instead)
        try #require(text != Self.text)

        #expect(throws: JSONError.self) { try Self.mix(text) }
    }

    @Test("of the repository's own can be read", arguments: try mixFiles())
    func ownMixes(file: String) throws {
        #expect(try !LoadMix(contentsOf: file).thresholds.isEmpty)
    }

    private static func mixFiles() throws -> [String] {
        let folder = Repository.path("Tests/Load/mixes")
        return try FileManager.default.contentsOfDirectory(atPath: folder).map { folder + "/" + $0 }
    }

    @Test("is broken by a time past its threshold, and by nothing below it")
    func thresholds() throws {
        let mix = try Self.mix()
        var good = LoadTally()
        for _ in 0..<99 { good.add(.checkout, .done, milliseconds: 200) }
        good.add(.checkout, .done, milliseconds: 5_000)
        var bad = good
        bad.add(.checkout, .done, milliseconds: 5_000)

        #expect(mix.breaches(in: good) == [])
        #expect(mix.breaches(in: bad).count == 1)
    }

    @Test("is broken by failures, but not by refusals for want of goods")
    func failures() throws {
        let mix = try Self.mix()
        var tally = LoadTally()
        for _ in 0..<99 { tally.add(.checkout, .done, milliseconds: 1) }
        for _ in 0..<50 { tally.add(.checkout, .refused, milliseconds: 1) }
        #expect(mix.breaches(in: tally) == [])

        for _ in 0..<2 { tally.add(.browse, .failed("503"), milliseconds: 1) }

        #expect(mix.breaches(in: tally).count == 1)
    }

    @Test("is broken when nobody did what it has a threshold for")
    func untried() throws {
        #expect(try Self.mix().breaches(in: LoadTally()).count == 1)
    }

    @Test("of several workers is that of all their actions, also after a way through JSON")
    func addedUp() throws {
        var first = LoadTally()
        var second = LoadTally()
        for value in 1...50 { first.add(.browse, .done, milliseconds: Double(value)) }
        for value in 51...100 { second.add(.browse, .done, milliseconds: Double(value)) }
        second.add(.search, .failed("503"), milliseconds: 1)

        first.add(try JSONDecoder().decode(LoadTally.self, from: JSONEncoder().encode(second)))

        #expect(first[.browse].done == 100)
        #expect(abs((first[.browse].milliseconds(at: 0.9) ?? 0) - 90) < 0.1)
        #expect(first[.search].failed == ["503": 1])
    }
}
