import Foundation
import Glibc
import Models
import ServiceKit

/// Start to ready, memory idle and under load, and size on disk, of every service.
struct FootprintBench {
    struct Plan: Sendable {
        let requests: Int
        let starts: Int
    }

    let bench: BenchShop
    let plan: Plan

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
    }

    func run() async throws {
        try await Seeder(bench.shop).run()
        let goods = BenchGoods(bench.staff, count: 100)
        try await goods.stock()
        let orders = try CheckoutLoad(bench, skus: goods.skus)
        guard await orders.run(buyers: 8, seconds: 1).done > 0 else { throw BenchFailure("nothing could be bought") }
        try await bench.settle()
        var report = FootprintReport(requests: plan.requests)
        for process in bench.runner.processes {
            report.services.append(try await measureStarts(of: process.name))
        }
        try await measureLoad(goods, &report)
        report.print()
        try await bench.check()
        report.figures.print()
    }

    /// Each start alone, with the schema in place, beside a shop that has nothing to do.
    private func measureStarts(of name: ServiceName) async throws -> FootprintReport.Service {
        var starts: [Double] = []
        for _ in 0..<plan.starts {
            let port = try Ports.free()
            let started = ContinuousClock.now
            let process = try bench.shop.startService(
                name,
                settings: [
                    "EMPORIA_HTTP_PORT": "\(port)", "EMPORIA_DRAIN_SECONDS": "0",
                    // A journal has one writer.
                    "EMPORIA_SIMULATOR_JOURNAL": bench.shop.state.file("journal-\(port).jsonl").path,
                ],
                output: { _ in }
            )
            do {
                try await bench.waitUntilReady(process, port: port, seconds: 10)
            } catch {
                await process.stop()
                throw error
            }
            starts.append((ContinuousClock.now - started) / .milliseconds(1))
            await process.stop()
        }
        let program = bench.shop.programs.appending(path: name.rawValue).path
        let size = try FileManager.default.attributesOfItem(atPath: program)[.size] as? Int ?? 0
        return FootprintReport.Service(
            name: name.rawValue,
            readyMilliseconds: starts.sorted()[starts.count / 2],
            programMebibytes: Double(size) / 1_048_576
        )
    }

    /// Memory of fresh processes that have had a moment to themselves, then after each quarter of the requests.
    private func measureLoad(_ goods: BenchGoods, _ report: inout FootprintReport) async throws {
        try await bench.restart(settings: [:])
        try await Task.sleep(for: .seconds(2))
        let requests = try await FootprintRequests(bench, goods)
        for (index, process) in bench.runner.processes.enumerated() {
            report.services[index].idle = ProcessMemory.resident(of: process.processID)
            guard let request = requests[process.name] else { continue }
            for _ in 0..<4 {
                let result = await Load.counted(callers: 32, requests: plan.requests / 4) { _ in
                    await request.send(over: bench.staff.http)
                }
                if let (reason, count) = result.refused.first {
                    throw BenchFailure("\(process.name.rawValue): \(count) × \(reason)")
                }
                report.services[index].loaded.append(ProcessMemory.resident(of: process.processID))
            }
        }
    }
}

extension BenchShop {
    /// Asks often, because the time until ready is what is measured.
    func waitUntilReady(_ process: ServiceProcess, port: Int, seconds: Double) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit {
            guard process.isRunning else { throw BenchFailure("\(process.name.rawValue) ended while it started") }
            let answer = try? await staff.http.send(.get, "http://127.0.0.1:\(port)/readyz", timeoutSeconds: 2)
            if answer?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw BenchFailure("\(process.name.rawValue) was not ready within \(Int(seconds)) s")
    }
}
