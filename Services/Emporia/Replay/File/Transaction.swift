import Models

/// One line of a receipt, as the study's file has it.
struct Transaction: Equatable, Sendable {
    let householdID: String
    let storeID: String
    let basketID: String
    let sku: SKU
    /// None for goods without units, and thousands for one filling of fuel.
    let quantity: Quantity
    /// What the retailer receives, from the customer and from manufacturers for their coupons.
    let salesMinor: Int64
    /// What the loyalty card took off.
    let retailDiscountMinor: Int64
    /// A manufacturer's coupon: the customer pays less, the retailer receives the same.
    let couponMinor: Int64
    /// What the retailer adds to a coupon.
    let couponMatchMinor: Int64
    let week: Int
    let at: Timestamp
    /// How many of the four amounts weren't whole cents.
    let roundedCount: Int

    /// What the goods cost on the shelf.
    var shelfMinor: Int64 { salesMinor + retailDiscountMinor + couponMatchMinor }
    var paidMinor: Int64 { salesMinor - couponMinor }
}

/// Where the columns of a transactions file are.
struct TransactionColumns {
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    private static let names = [
        "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc",
        "coupon_match_disc", "week", "transaction_timestamp",
    ]

    private let positions: [String: Int]
    private let count: Int

    init(header: [String]) throws(Unreadable) {
        let missing = Self.names.filter { !header.contains($0) }
        guard missing.isEmpty else {
            throw Unreadable(description: "the columns \(missing.joined(separator: ", ")) are missing")
        }
        positions = Dictionary(header.enumerated().map { ($1, $0) }) { first, _ in first }
        count = header.count
    }

    func transaction(_ fields: [String]) throws(Unreadable) -> Transaction {
        guard fields.count == count else {
            throw Unreadable(description: "has \(fields.count) fields where the header has \(count)")
        }
        let sales = try amount("sales_value", in: fields)
        let retailDiscount = try amount("retail_disc", in: fields)
        let coupon = try amount("coupon_disc", in: fields)
        let couponMatch = try amount("coupon_match_disc", in: fields)
        return Transaction(
            householdID: try value("household_id", in: fields, code),
            storeID: try value("store_id", in: fields, code),
            basketID: try value("basket_id", in: fields, code),
            sku: try value("product_id", in: fields, SKU.init),
            quantity: try value("quantity", in: fields) { Int($0).flatMap(Quantity.init) },
            salesMinor: sales.cents,
            retailDiscountMinor: retailDiscount.cents,
            couponMinor: coupon.cents,
            couponMatchMinor: couponMatch.cents,
            week: try value("week", in: fields) { Int($0) },
            at: try value("transaction_timestamp", in: fields, time),
            roundedCount: [sales, retailDiscount, coupon, couponMatch].count { !$0.isExact }
        )
    }

    private func amount(_ name: String, in fields: [String]) throws(Unreadable) -> DecimalText {
        try value(name, in: fields, DecimalText.init)
    }

    private func value<T>(_ name: String, in fields: [String], _ read: (String) -> T?) throws(Unreadable) -> T {
        guard let position = positions[name], let value = read(fields[position]) else {
            let text = positions[name].map { fields[$0] } ?? ""
            throw Unreadable(description: "has \"\(text)\" as \(name)")
        }
        return value
    }

    /// Ids become parts of channel and location codes.
    private func code(_ text: String) -> String? {
        LocationID("store-\(text)") == nil ? nil : text
    }

    /// The file tells UTC: its weeks turn at midnight in New York, at 5 o'clock here.
    private func time(_ text: String) -> Timestamp? {
        Timestamp(text.split(separator: " ").joined(separator: "T") + "Z")
    }
}
