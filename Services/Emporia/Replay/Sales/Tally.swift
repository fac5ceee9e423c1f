import Models

/// What is counted on both sides, file and system, and must be equal.
enum Measure: Int, CaseIterable, Sendable {
    case orders, lines, units
    case shelf, memberPrice, couponMatch, manufacturerCoupon
    case received, paid
    case unitsSold, unitsFound
    case captured
    case known

    var isMoney: Bool {
        switch self {
        case .shelf, .memberPrice, .couponMatch, .manufacturerCoupon, .received, .paid, .captured: true
        case .orders, .lines, .units, .unitsSold, .unitsFound, .known: false
        }
    }

    /// What is compared, and where the system's side of it is read.
    var label: String {
        switch self {
        case .orders: "orders"
        case .lines: "lines"
        case .units: "units"
        case .shelf: "at shelf prices"
        case .memberPrice: "loyalty card took off"
        case .couponMatch: "matched coupons took off"
        case .manufacturerCoupon: "manufacturers' coupons took off"
        case .received: "the retailer receives"
        case .paid: "customers pay"
        case .unitsSold: "inventory: units sold"
        case .unitsFound: "inventory: units nobody had received"
        case .captured: "payment: captured (baskets above zero)"
        case .known: "marketing: orders known"
        }
    }
}

/// One value for each measure; money in minor units.
struct Tally: Equatable, Sendable {
    private var values = [Int64](repeating: 0, count: Measure.allCases.count)

    init() {}

    subscript(measure: Measure) -> Int64 {
        get { values[measure.rawValue] }
        set { values[measure.rawValue] = newValue }
    }

    static func += (sum: inout Tally, other: Tally) {
        for measure in Measure.allCases { sum[measure] += other[measure] }
    }

    /// Measures that `other` has other values for.
    func differences(from other: Tally) -> [Measure] {
        Measure.allCases.filter { self[$0] != other[$0] }
    }
}

extension Tally {
    /// What the file says of these sales, added up from its own columns rather than from the orders made of them.
    init(_ sales: [TillSale]) {
        for sale in sales {
            self[.orders] += 1
            self[.known] += 1
            // Where coupons were worth more than the goods, or exactly as much, there was nothing to take.
            self[.captured] += max(0, sale.paidMinor)
            for line in sale.lines { add(line) }
        }
    }

    private mutating func add(_ line: Transaction) {
        self[.lines] += 1
        self[.units] += Int64(line.quantity.value)
        self[.unitsSold] += Int64(line.quantity.value)
        self[.shelf] += line.shelfMinor
        self[.memberPrice] += line.retailDiscountMinor
        self[.couponMatch] += line.couponMatchMinor
        self[.manufacturerCoupon] += line.couponMinor
        self[.received] += line.salesMinor
        self[.paid] += line.paidMinor
    }
}
