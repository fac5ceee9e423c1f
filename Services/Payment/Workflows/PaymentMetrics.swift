import ServiceKit

/// What operators watch: how each provider answers, and whether anything waits for long.
struct PaymentMetrics: Sendable {
    private let registry: MetricsRegistry

    init(_ registry: MetricsRegistry) {
        self.registry = registry
    }

    func answered(_ provider: String) { count("answered", provider) }
    func refused(_ provider: String) { count("refused", provider) }
    func unanswered(_ provider: String) { count("unknown", provider) }

    func watch(_ payments: PaymentRepository) {
        registry.gauges {
            guard let backlog = try? await payments.backlog() else { return [] }
            return [
                Gauge(
                    "emporia_payments_waiting",
                    help: "Payments with something left to do.",
                    value: Double(backlog.count)
                ),
                Gauge(
                    "emporia_payments_overdue_seconds",
                    help: "How long the oldest of them has been due.",
                    value: backlog.oldestSeconds
                ),
            ]
        }
    }

    private func count(_ outcome: String, _ provider: String) {
        registry.counter(
            "emporia_provider_commands_total",
            help: "Commands sent to payment providers, by how they ended.",
            labels: [("provider", provider), ("outcome", outcome)]
        ).add()
    }
}
