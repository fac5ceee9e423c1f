import Synchronization

/// All a service measures of itself, rendered for Prometheus at `/metrics`.
///
/// Own rather than swift-metrics, whose API would still need a back end like this one behind it.
public final class MetricsRegistry: Sendable {
    public typealias Labels = [(name: String, value: String)]

    /// Beyond it, label values of a metric are folded into "other": a label must never grow with the traffic.
    static let seriesMax = 500

    private let families = Mutex<[String: MetricFamily]>([:])
    private let gauges = Mutex<[@Sendable () async -> [Gauge]]>([])

    public init() {}

    /// The counter of that name and labels, made at the first call.
    public func counter(_ name: String, help: String, labels: Labels = []) -> Counter {
        families.withLock { $0[name, default: MetricFamily(help: help)].counter(labels) }
    }

    /// The histogram of that name and labels, made at the first call; later calls don't change its bounds.
    public func histogram(
        _ name: String,
        help: String,
        bounds: [Double] = Histogram.latencySeconds,
        labels: Labels = []
    ) -> Histogram {
        families.withLock { $0[name, default: MetricFamily(help: help)].histogram(labels, bounds: bounds) }
    }

    /// Asks `read` at every scrape, for what is known elsewhere: pool sizes, lag, backlog.
    public func gauges(_ read: @escaping @Sendable () async -> [Gauge]) {
        gauges.withLock { $0.append(read) }
    }

    /// The Prometheus text format, version 0.0.4.
    public func render() async -> String {
        var text = PrometheusText()
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            text.write(family, named: name)
        }
        var readings: [Gauge] = []
        for read in gauges.withLock({ $0 }) {
            readings += await read()
        }
        text.write(readings)
        return text.result
    }
}

/// One reading of something that goes up and down.
public struct Gauge: Sendable {
    public let name: String
    public let help: String
    public let labels: MetricsRegistry.Labels
    public let value: Double

    public init(_ name: String, help: String, labels: MetricsRegistry.Labels = [], value: Double) {
        self.name = name
        self.help = help
        self.labels = labels
        self.value = value
    }
}
