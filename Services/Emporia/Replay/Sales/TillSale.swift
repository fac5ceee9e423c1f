import JSON
import Models

/// One basket of the study, as the till of its store sold it.
struct TillSale: Equatable, Sendable {
    let basketID: String
    let householdID: String
    let store: Store
    let at: Timestamp
    private(set) var lines: [Transaction]

    init(_ first: Transaction) {
        basketID = first.basketID
        householdID = first.householdID
        store = Store(id: first.storeID)
        at = first.at
        lines = [first]
    }

    mutating func add(_ line: Transaction) {
        lines.append(line)
    }

    /// What the customer paid; below zero where coupons were worth more than the goods.
    var paidMinor: Int64 { lines.reduce(0) { $0 + $1.paidMinor } }

    /// Nothing is priced again: shelf price and each kind of discount stay as the file has them, and what they leave must
    /// be what the customer paid.
    func breakdown() throws(BreakdownError) -> Breakdown {
        try .external(
            currency: .usd,
            lines: lines.enumerated().map { ExternalLine($1, number: $0 + 1) },
            charged: .usd(paidMinor)
        )
    }

    /// The sale as `POST /v1/intake/till-orders` takes it. The file doesn't tell how it was paid.
    func order(of customer: CustomerID) throws(BreakdownError) -> TillOrder {
        TillOrder(sale: self, customer: customer, breakdown: try breakdown())
    }
}

/// A sale in the words of the order service.
struct TillOrder: JSONWritable {
    let sale: TillSale
    let customer: CustomerID
    let breakdown: Breakdown

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("externalId", sale.basketID)
            json.field("channelId", sale.store.channelID)
            json.field("locationId", sale.store.locationID)
            json.field("customerId", customer)
            json.field("placedAt", sale.at)
            json.field("breakdown", breakdown)
            json.field("tender", Tender(method: .other, amount: breakdown.total))
            json.field("locale", "en-US")
        }
    }
}

extension ExternalLine {
    fileprivate init(_ line: Transaction, number: Int) {
        let adjustments = [
            Adjustment(.memberPrice, "loyalty-card", "Price with the loyalty card", line.retailDiscountMinor),
            Adjustment(.couponMatch, "coupon-match", "What the store adds to a coupon", line.couponMatchMinor),
            Adjustment(.manufacturerCoupon, "coupon", "A manufacturer's coupon", line.couponMinor),
        ]
        self.init(
            lineID: number,
            sku: line.sku,
            quantity: line.quantity,
            subtotal: .usd(line.shelfMinor),
            adjustments: adjustments.filter { !$0.amount.isZero }
        )
    }
}

extension Adjustment {
    fileprivate init(_ kind: AdjustmentKind, _ code: String, _ reason: String, _ offMinor: Int64) {
        self.init(kind: kind, code: code, reason: reason, amount: .usd(-offMinor))
    }
}
