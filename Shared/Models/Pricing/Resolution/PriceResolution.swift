public import JSON

/// Which of several prices holds, and why the others do not.
public struct PriceResolution: Sendable, Hashable {
    /// `nil` when no price holds.
    public let price: Money?

    /// Every price looked at, the one that holds first, then those that lost in the order in which they would have
    /// followed, then those that do not apply.
    public let chain: [Step]

    public struct Step: Sendable, Hashable {
        public let entry: PriceEntry
        public let verdict: PriceVerdict
    }

    /// What one shopper asks for.
    public struct Question: Sendable, Hashable {
        public let sku: SKU
        public let channelID: ChannelID
        public let currency: Currency
        public let at: Timestamp
        public let tier: String?

        public init(sku: SKU, channelID: ChannelID, currency: Currency, at: Timestamp, tier: String? = nil) {
            self.sku = sku
            self.channelID = channelID
            self.currency = currency
            self.at = at
            self.tier = tier
        }
    }

    /// Among prices that apply the higher priority wins, then the one for this channel, then the one for the member's
    /// tier, then the one that began later, then the smaller list id: never the order in which they were found.
    public static func resolve(_ entries: [PriceEntry], for question: Question) -> PriceResolution {
        let steps = entries.map { (entry: $0, obstacle: $0.obstacle(to: question)) }
        let applying = steps.filter { $0.obstacle == nil }.map(\.entry).sorted { $0.precedes($1) }
        let others = steps.filter { $0.obstacle != nil }.sorted { $0.entry.precedes($1.entry) }
        let ranked = applying.enumerated().map { rank, entry in
            Step(entry: entry, verdict: rank == 0 ? .chosen : entry.reasonToLose(against: applying[0]) ?? .laterList)
        }
        return PriceResolution(
            price: applying.first?.amount,
            chain: ranked + others.map { Step(entry: $0.entry, verdict: $0.obstacle ?? .chosen) }
        )
    }

    public static func resolve(
        _ entries: [PriceEntry],
        sku: SKU,
        channelID: ChannelID,
        currency: Currency,
        at: Timestamp,
        tier: String? = nil
    ) -> PriceResolution {
        resolve(entries, for: Question(sku: sku, channelID: channelID, currency: currency, at: at, tier: tier))
    }
}

extension PriceResolution: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("price", price)
            json.field("chain", chain)
        }
    }
}

extension PriceResolution.Step: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("verdict", verdict)
            json.field("priceListId", entry.priceListID)
            json.field("sku", entry.sku)
            json.field("amount", entry.amount)
            json.field("channelId", entry.channelID)
            json.field("tier", entry.tier)
            json.field("validFrom", entry.validFrom)
            json.field("validUntil", entry.validUntil)
            json.field("priority", entry.priority)
        }
    }
}
