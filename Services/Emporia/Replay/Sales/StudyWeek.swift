import Algorithms
import Models

/// One week of the study: its sales in the order of time, and the goods that the stores need for them.
struct StudyWeek: Sendable {
    let number: Int
    let sales: [TillSale]
    let tally: Tally
    let roundedCount: Int
    let firstSale: Timestamp
    let lastSale: Timestamp

    /// - Parameter transactions: At least one; the lines of a basket may lie apart.
    init(number: Int, transactions: [Transaction]) {
        self.number = number
        var sales: [TillSale] = []
        var positions: [String: Int] = [:]
        for line in transactions {
            if let position = positions[line.basketID] {
                sales[position].add(line)
            } else {
                positions[line.basketID] = sales.count
                sales.append(TillSale(line))
            }
        }
        // Stable, so that sales of one second stay as the file has them.
        self.sales = sales.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
            \.element
        )
        tally = Tally(sales)
        roundedCount = transactions.reduce(0) { $0 + $1.roundedCount }
        firstSale = self.sales.first?.at ?? .now
        lastSale = self.sales.last?.at ?? .now
    }

    var lineCount: Int { sales.reduce(0) { $0 + $1.lines.count } }

    var salesByStore: [Store: [TillSale]] { Dictionary(grouping: sales, by: \.store) }
    var households: Set<String> { Set(sales.map(\.householdID)) }
}

/// What one store has to receive so that it can sell what it sold.
struct Delivery: Sendable {
    let store: Store
    let reference: String
    let lines: [Line]

    struct Line: Equatable, Sendable {
        let sku: SKU
        var quantity: Int
    }

    /// - Parameter linesMax: More than these become a delivery of their own.
    static func deliveries(for sales: [TillSale], to store: Store, week: Int, linesMax: Int = 500) -> [Delivery] {
        var units: [SKU: Int] = [:]
        for line in sales.flatMap(\.lines) where line.quantity > .zero {
            units[line.sku, default: 0] += line.quantity.value
        }
        let lines = units.map { Line(sku: $0, quantity: $1) }.sorted { $0.sku.value < $1.sku.value }
        return lines.chunks(ofCount: linesMax).enumerated().map { number, part in
            Delivery(
                store: store,
                reference: "complete-journey week \(week) delivery \(number + 1)",
                lines: Array(part)
            )
        }
    }
}
