import Postgres

/// How long batches take and how many share one: seconds ÷ items is what an item costs its writer.
struct BatchMetrics: Sendable {
    /// Weakly, for the registry's own gauges hold on to the database that tells of the batches.
    private weak let registry: MetricsRegistry?

    init(_ registry: MetricsRegistry) { self.registry = registry }

    func record(_ run: BatchRun) {
        // All who waited for it had left.
        guard run.items > 0 else { return }
        registry?.histogram(
            "emporia_batch_seconds",
            help: "Time of a batch, its commit included.",
            labels: [("writer", run.writer)]
        )
        .observe(run.seconds)
        registry?.histogram(
            "emporia_batch_items",
            help: "Items that went down in one batch.",
            bounds: Histogram.sizes,
            labels: [("writer", run.writer)]
        )
        .observe(Double(run.items))
    }
}
