import Models

/// Replays a year of a grocer's tills: what the study's files hold comes into a shop through its public API, week by week,
/// and is compared with the shop's books at the end.
struct StudyReplay: Sendable {
    let files: StudyFiles
    let weeks: ClosedRange<Int>?
    let shop: StudyShop
    let books: ShopBooks

    /// What has gone in so far; grows with the number of weeks, stores and households, not of sales.
    private struct Progress {
        var period = StudyPeriod()
        var file: [Tally] = []
        var customers: [String: CustomerID] = [:]
        var counts = SoldCounts()
        var roundedCount = 0
        var seconds = 0.0
    }

    struct Outcome: Sendable {
        /// Whether file and system are.
        let isEqual: Bool
        /// Until all of it was in the shop, and every event of it heard.
        let seconds: Double
    }

    func run() async throws -> Outcome {
        let start = ContinuousClock.now
        let products = try await shop.importProducts(files)
        Terminal.good("\(products.rows.grouped) products are in the catalogue, \(products.errors) could not be read")
        var progress = Progress()
        let ordersBefore = try await books.tillOrderCount()
        let delivered = try await books.bookedDeliveries()
        var reader = WeekReader(TransactionReader(files.transactions), weeks: weeks)
        while let week = try reader.next() {
            try await replay(week, delivered: delivered, &progress)
        }
        report(progress, ordersAdded: try await books.tillOrderCount() - ordersBefore)
        try await waitForEvents()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Terminal.good("everything said has been heard after \(Int(seconds)) s")
        return Outcome(isEqual: try await compare(progress), seconds: seconds)
    }

    private func replay(_ week: StudyWeek, delivered: Set<BookedDelivery>, _ progress: inout Progress) async throws {
        let start = ContinuousClock.now
        let sales = week.salesByStore
        try await shop.inParallel(Set(sales.keys).subtracting(progress.period.stores).sorted()) {
            try await shop.open($0)
        }
        let strangers = week.households.filter { progress.customers[$0] == nil }.sorted()
        progress.customers.merge(try await shop.register(strangers)) { $1 }
        let deliveries = sales.keys.sorted().flatMap { store in
            Delivery.deliveries(for: sales[store] ?? [], to: store, week: week.number)
        }
        try await shop.inParallel(deliveries.filter { !delivered.contains($0.booked) }) { try await shop.receive($0) }

        let sellingStart = ContinuousClock.now
        let counts = try await sell(sales, to: progress.customers)
        let sellingSeconds = (ContinuousClock.now - sellingStart) / .seconds(1)
        progress.counts += counts
        progress.seconds += sellingSeconds
        progress.roundedCount += week.roundedCount
        progress.period.add(week)
        progress.file.append(week.tally)
        let underWay = try await WorkUnderWay(in: books.database)
        Terminal.step(
            "week \(week.number): \(week.sales.count.grouped) baskets in \(sales.count) stores, "
                + "\(Int(Double(week.sales.count) / max(sellingSeconds, 0.001)).grouped) orders/s, "
                + "\(((ContinuousClock.now - start) / .seconds(1)).tenths) s with deliveries, "
                + "\(underWay.events.grouped) events under way"
        )
    }

    /// Stores sell side by side, each in the order of time.
    private func sell(_ sales: [Store: [TillSale]], to customers: [String: CustomerID]) async throws -> SoldCounts {
        try await withThrowingTaskGroup(of: SoldCounts.self) { group in
            var counts = SoldCounts()
            for (number, store) in sales.keys.sorted().enumerated() {
                if number >= shop.concurrency, let sold = try await group.next() { counts += sold }
                group.addTask { try await shop.sell(sales[store] ?? [], at: store, to: customers) }
            }
            for try await sold in group { counts += sold }
            return counts
        }
    }

    private func report(_ progress: Progress, ordersAdded: Int) {
        let counts = progress.counts
        let orders = counts.taken + counts.rejected
        Terminal.good(
            "\(orders.grouped) baskets: \(ordersAdded.grouped) new orders, \((counts.taken - ordersAdded).grouped) here before, "
                + "\(counts.rejected.grouped) rejected; \(Int(Double(orders) / max(progress.seconds, 0.001)).grouped) orders/s"
        )
        for rejection in counts.rejections { Terminal.bad(rejection) }
        Terminal.good("\(progress.roundedCount) amounts of the file weren't whole cents and were rounded")
    }

    private func waitForEvents() async throws {
        var last = try await WorkUnderWay(in: books.database)
        var progressed = ContinuousClock.now
        var said = ContinuousClock.Instant.now - .seconds(2)
        while last.events > 0 {
            if ContinuousClock.now - said >= .seconds(2) {
                Terminal.step("\(last.events.grouped) events under way")
                said = .now
            }
            try await Task.sleep(for: .milliseconds(200))
            let now = try await WorkUnderWay(in: books.database)
            if now != last { progressed = .now }
            guard ContinuousClock.now - progressed < .seconds(300) else { throw Stuck(events: now.events) }
            last = now
        }
        if last.parked > 0 { Terminal.bad("\(last.parked) events were refused for days and put aside") }
    }

    struct Stuck: Error, CustomStringConvertible {
        let events: Int
        var description: String { "\(events) events haven't moved for five minutes; see the services' log" }
    }

    private func compare(_ progress: Progress) async throws -> Bool {
        let unlisted = try await books.unlistedSKUs(soldAt: progress.period.channels)
        Terminal.good(
            "\(unlisted.count) articles were sold that products.csv doesn't list"
                + (unlisted.isEmpty ? "" : ": " + unlisted.prefix(20).joined(separator: ", "))
        )
        let system = try await books.tallies(progress.period)
        let comparison = Comparison(
            weeks: zip(progress.period.weeks, zip(progress.file, system)).map { number, sides in
                Comparison.Week(number: number, file: sides.0, system: sides.1)
            }
        )
        Terminal.say("")
        for line in comparison.table { Terminal.say(line) }
        Terminal.say("")
        return comparison.isEqual && progress.counts.rejected == 0
    }
}

extension Delivery {
    fileprivate var booked: BookedDelivery { BookedDelivery(location: store.locationID, reference: reference) }
}

extension Double {
    /// Rounded to one digit behind the point.
    fileprivate var tenths: String {
        let tenths = Int((self * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
