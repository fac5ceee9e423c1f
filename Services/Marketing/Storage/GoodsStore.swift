import Models
import Postgres

/// What goods cost, read by one statement together with the version of the reference data to go with it. Prices are read
/// from the table each time: a price that another replica has heard of holds for this one too.
///
/// Quotes that ask while a statement is under way share the next one.
struct GoodsStore: Sendable {
    struct Answer: Sendable {
        let referenceVersion: Int64
        let goods: [SKU: Quoting.PricedGoods]
    }

    private struct Question: Sendable {
        let request: QuoteRequest
        let at: Timestamp
    }

    private let reads: BatchWriter<Question, Answer>

    init(database: Database) {
        reads = BatchWriter(database, name: "goods") { questions, session in
            try Self.answers(to: questions, on: session).map { .success($0) }
        }
    }

    func goods(for request: QuoteRequest, at time: Timestamp) async throws -> Answer {
        try await reads.submit(Question(request: request, at: time))
    }

    private static func answers(to questions: [Question], on session: borrowing Session) throws -> [Answer] {
        let asked = questions.enumerated().flatMap { number, question in
            Set(question.request.lines.map(\.sku)).map { (number: number, sku: $0, request: question.request) }
        }
        let rows = try session.query(
            """
            SELECT v.version, asked.number, p.sku, p.price_list_id, p.channel_id, p.amount_minor, p.valid_from,
                   p.valid_until, p.priority, coalesce(g.tax_class, 'standard') AS tax_class,
                   coalesce(g.status, 'active') = 'active' AS is_sold
              FROM reference_version v
             CROSS JOIN unnest(\(asked.map(\.number))::integer[], \(asked.map(\.sku))::text[],
                               \(asked.map(\.request.currency))::text[], \(asked.map(\.request.channelID))::text[])
                        AS asked (number, sku, currency, channel_id)
              LEFT JOIN prices p
                ON p.sku = asked.sku AND p.currency = asked.currency AND p.amount_minor IS NOT NULL
               AND (p.channel_id IS NULL OR p.channel_id = asked.channel_id)
              LEFT JOIN products g ON g.sku = p.sku
            """
        )
        var found = questions.map { FoundGoods(question: $0.request, at: $0.at) }
        for row in rows { try found[row.get("number")].add(row) }
        let version: Int64 = try rows.first?.get("version") ?? 0
        return found.map { Answer(referenceVersion: version, goods: $0.priced) }
    }
}

/// The prices that one quote may choose from.
private struct FoundGoods {
    let question: QuoteRequest
    let at: Timestamp
    private var entries: [SKU: [PriceEntry]] = [:]
    private var details: [SKU: (taxClass: String, isSold: Bool)] = [:]

    init(question: QuoteRequest, at: Timestamp) {
        self.question = question
        self.at = at
    }

    mutating func add(_ row: Row) throws {
        guard let entry = try PriceEntry(row, currency: question.currency) else { return }
        entries[entry.sku, default: []].append(entry)
        details[entry.sku] = (try row.get("tax_class"), try row.get("is_sold"))
    }

    var priced: [SKU: Quoting.PricedGoods] {
        var goods: [SKU: Quoting.PricedGoods] = [:]
        for (sku, entries) in entries {
            let question = PriceResolution.Question(
                sku: sku,
                channelID: question.channelID,
                currency: question.currency,
                at: at
            )
            guard let price = PriceResolution.resolve(entries, for: question).price, let detail = details[sku] else {
                continue
            }
            goods[sku] = Quoting.PricedGoods(unitPrice: price, taxClass: detail.taxClass, isSold: detail.isSold)
        }
        return goods
    }
}

extension PriceEntry {
    /// Nothing for a SKU without a price.
    fileprivate init?(_ row: Row, currency: Currency) throws {
        guard let sku = try row.get("sku", as: SKU?.self) else { return nil }
        self.init(
            priceListID: try row.get("price_list_id"),
            sku: sku,
            amount: Money(amountMinor: try row.get("amount_minor"), currency: currency),
            channelID: try row.get("channel_id"),
            validFrom: try row.get("valid_from"),
            validUntil: try row.get("valid_until"),
            priority: try row.get("priority")
        )
    }
}
