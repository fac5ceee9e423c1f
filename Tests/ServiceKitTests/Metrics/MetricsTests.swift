import Testing

@testable import ServiceKit

@Suite("Metrics")
struct MetricsTests {
    @Test("are rendered as Prometheus reads them")
    func renders() async {
        let registry = MetricsRegistry()
        registry.counter("shop_orders_total", help: "Orders.", labels: [("kind", "a \"b\"\n\\c")]).add(3)
        let histogram = registry.histogram("shop_wait_seconds", help: "Waiting.", bounds: [0.1, 1])
        for seconds in [0.05, 0.1, 0.5, 7] { histogram.observe(seconds) }
        registry.gauges { [Gauge("shop_queue", help: "Queued.", value: 2.5)] }

        let text = await registry.render()

        #expect(
            text == """
                # HELP shop_orders_total Orders.
                # TYPE shop_orders_total counter
                shop_orders_total{kind="a \\"b\\"\\n\\\\c"} 3
                # HELP shop_wait_seconds Waiting.
                # TYPE shop_wait_seconds histogram
                shop_wait_seconds_bucket{le="0.1"} 2
                shop_wait_seconds_bucket{le="1"} 3
                shop_wait_seconds_bucket{le="+Inf"} 4
                shop_wait_seconds_sum 7.65
                shop_wait_seconds_count 4
                # HELP shop_queue Queued.
                # TYPE shop_queue gauge
                shop_queue 2.5

                """
        )
    }

    @Test("count every addition made at the same time")
    func countsConcurrently() async {
        let registry = MetricsRegistry()

        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 { registry.counter("n", help: "").add() }
                }
            }
        }

        #expect(registry.counter("n", help: "").value == 80_000)
    }

    @Test("fold labels that grow without bound into one")
    func boundsLabels() async {
        let registry = MetricsRegistry()

        for number in 0..<1000 { registry.counter("n", help: "", labels: [("sku", "\(number)")]).add() }

        let lines = await registry.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == MetricsRegistry.seriesMax + 1)
        #expect(lines.contains("n{sku=\"other\"} 500"))
    }
}
