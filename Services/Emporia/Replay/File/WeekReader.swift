import Foundation

/// The transactions week by week; one week is all that is held at a time.
struct WeekReader {
    struct OutOfOrder: Error, CustomStringConvertible {
        let description: String
    }

    private var transactions: TransactionReader
    private var weeks: ClosedRange<Int>?
    /// Read already, but of the week to come.
    private var ahead: Transaction?
    private var lastWeek = Int.min

    /// - Parameter weeks: Only these; all of them when nil.
    init(_ transactions: TransactionReader, weeks: ClosedRange<Int>?) {
        self.transactions = transactions
        self.weeks = weeks
    }

    mutating func next() throws -> StudyWeek? {
        while let first = try ahead ?? transactions.next() {
            ahead = nil
            if let weeks, first.week > weeks.upperBound { return nil }
            if let weeks, first.week < weeks.lowerBound { continue }
            guard first.week > lastWeek else {
                throw OutOfOrder(description: "week \(first.week) goes on after week \(lastWeek)")
            }
            lastWeek = first.week
            return StudyWeek(number: first.week, transactions: try rest(of: first))
        }
        return nil
    }

    private mutating func rest(of first: Transaction) throws -> [Transaction] {
        var week = [first]
        while let transaction = try transactions.next() {
            guard transaction.week == first.week else {
                ahead = transaction
                break
            }
            week.append(transaction)
        }
        return week
    }
}
