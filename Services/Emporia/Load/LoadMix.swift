import Foundation
import JSON
import Models

/// What shoppers do, how often, and how well it has to go: a file.
struct LoadMix: Sendable {
    enum Action: String, CaseIterable, Codable, Sendable {
        /// A product's page with what is there of it.
        case browse
        /// The first page of what words find.
        case search
        /// A basket that takes one more line.
        case basket
        /// A purchase of one to three lines.
        case checkout
        /// How an order that was placed earlier stands.
        case track
    }

    let channelID: ChannelID
    let country: CountryCode
    let words: [String]
    /// How many of a hundred, or of any other sum, are each.
    let shares: [Action: Int]
    let paymentToken: String
    let thresholds: [LoadThreshold]
    /// Of all actions, those that failed; nobody's refusal for want of goods is a failure.
    let failureShareMax: Double

    init(contentsOf path: String) throws {
        let bytes = try Array(Data(contentsOf: URL(filePath: path)))
        self = try JSON.decode(LoadMix.self, from: bytes)
    }

    /// The action at a place between 0 and 1, so that each gets its share of all places.
    func action(at place: Double) -> Action {
        let total = shares.values.reduce(0, +)
        var rest = place * Double(total)
        let actions = Action.allCases.filter { shares[$0] ?? 0 > 0 }
        for action in actions {
            rest -= Double(shares[action] ?? 0)
            if rest < 0 { return action }
        }
        return actions[actions.count - 1]
    }
}

extension LoadMix.Action: JSONConvertible {}

extension LoadMix: JSONReadable {
    init?(json: JSONNode) {
        let channelID = json.required("channelId", as: ChannelID.self)
        let country = json.required("country", as: CountryCode.self)
        let words = json.required("words", as: [String].self, count: 1...1_000)
        let shares = json.map("shares", of: Int.self) ?? []
        let thresholds: [LoadThreshold] = json.optional("thresholds", count: 0...50) ?? []
        paymentToken = json.optionalText("paymentToken", length: 1...200) ?? "tok_ok"
        failureShareMax = json.optional("failureShareMax", in: 0...1.0) ?? 0
        let known = shares.compactMap { name, share in Action(rawValue: name).map { ($0, share) } }
        guard known.count == shares.count, known.allSatisfy({ (0...1_000_000).contains($0.1) }),
            known.contains(where: { $0.1 > 0 })
        else {
            let names = Action.allCases.map(\.rawValue).joined(separator: ", ")
            json.fail("shares", "must give numbers, one of them above 0, to some of \(names)")
            return nil
        }
        guard let channelID, let country, let words else { return nil }
        self.channelID = channelID
        self.country = country
        self.words = words
        self.shares = Dictionary(known, uniquingKeysWith: { $1 })
        self.thresholds = thresholds
    }
}
