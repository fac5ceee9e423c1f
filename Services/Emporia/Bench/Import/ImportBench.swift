import Foundation
import Glibc
import JSON
import Models
import ServiceKit

/// A large export, an import that is killed and goes on, and a study's sales.
struct ImportBench {
    struct Plan: Sendable {
        let rows: Int
        let study: StudyFiles?
        let weeks: ClosedRange<Int>?
    }

    let bench: BenchShop
    let plan: Plan

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
    }

    func run() async throws {
        try await Seeder(bench.shop).run()
        let list = try await bench.staff.send(.post, .catalog, "/v1/price-lists", key: "import") { json in
            json.field("name", "Imported")
            json.field("currency", "CNY")
        }
        let products = ProductImport(bench, priceList: try JSON.decode(IdentifiedAnswer.self, from: list.body).id)
        var report = ImportReport(rows: plan.rows)
        report.whole = try await whole(products)
        report.resumed = try await resumed(products)
        if let study = plan.study { report.sales = try await sales(study) }
        report.print()
        try await bench.check()
        report.figures.print()
    }

    /// In one go, with a look at catalog's memory every tenth of a second.
    private func whole(_ products: ProductImport) async throws -> ImportReport.Whole {
        let catalog = try process(.catalog)
        return try await CostMeter.with(bench) { meter in
            let before = try await meter.read()
            let started = ContinuousClock.now
            let export = ShopifyExport(named: "A", rows: plan.rows)
            let memory = MemoryWatch(catalog.processID)
            let answer = try await memory.during { try await products.send(export, id: ImportID()) }
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            guard answer.rows == plan.rows, answer.created == plan.rows, answer.errors == 0 else {
                throw BenchFailure("the import took \(answer.rows) rows and made \(answer.created) products")
            }
            // What the products cause elsewhere is part of their price.
            try await bench.settle()
            return ImportReport.Whole(
                perSecond: Double(plan.rows) / seconds,
                settledSeconds: (ContinuousClock.now - started) / .seconds(1),
                cost: Cost(from: before, to: try await meter.read(), pieces: plan.rows),
                memory: memory.readings
            )
        }
    }

    /// Catalog is killed in the middle; the same file under the same id makes the rest, and nothing twice.
    private func resumed(_ products: ProductImport) async throws -> ImportReport.Resumed {
        let export = ShopifyExport(named: "B", rows: plan.rows)
        let id = ImportID()
        let catalog = try process(.catalog)
        let interrupted = Task { try await products.send(export, id: id) }
        while try await products.rowsApplied(id) < plan.rows / 3 { try await Task.sleep(for: .milliseconds(10)) }
        catalog.send(SIGKILL)
        _ = await catalog.status()
        guard await interrupted.result.isFailure else { throw BenchFailure("the import ended before it was killed") }
        try await bench.restart(settings: [:])
        let kept = try await products.rowsApplied(id)
        let started = ContinuousClock.now
        let answer = try await products.send(export, id: id)
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        guard answer.rows == plan.rows, answer.created == plan.rows, answer.errors == 0 else {
            throw BenchFailure("after the kill \(answer.created) products of \(plan.rows) were made")
        }
        try await bench.settle()
        return ImportReport.Resumed(rowsKept: kept, seconds: seconds)
    }

    private func sales(_ files: StudyFiles) async throws -> ImportReport.Sales {
        var rows = 0
        var reader = WeekReader(TransactionReader(files.transactions), weeks: plan.weeks)
        while let week = try reader.next() { rows += week.lineCount }
        let books = ShopBooks(bench.shop.postgres)
        let replay = StudyReplay(files: files, weeks: plan.weeks, shop: try StudyShop(bench.shop), books: books)
        let outcome = try await replay.run()
        await books.close()
        guard outcome.isEqual else { throw BenchFailure("file and system differ") }
        return ImportReport.Sales(rows: rows, seconds: outcome.seconds)
    }

    private func process(_ name: ServiceName) throws -> ServiceProcess {
        guard let process = bench.runner.processes.first(where: { $0.name == name }) else {
            throw BenchFailure("\(name.rawValue) does not run")
        }
        return process
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        switch self {
        case .success: false
        case .failure: true
        }
    }
}
