/// All series of one metric, by their labels as rendered.
struct MetricFamily: Sendable {
    let help: String
    private(set) var counters: [String: Counter] = [:]
    private(set) var histograms: [String: Histogram] = [:]

    init(help: String) {
        self.help = help
    }

    mutating func counter(_ labels: MetricsRegistry.Labels) -> Counter {
        let key = seriesKey(labels, known: counters.keys.contains, count: counters.count)
        if let counter = counters[key] { return counter }
        let counter = Counter()
        counters[key] = counter
        return counter
    }

    mutating func histogram(_ labels: MetricsRegistry.Labels, bounds: [Double]) -> Histogram {
        let key = seriesKey(labels, known: histograms.keys.contains, count: histograms.count)
        if let histogram = histograms[key] { return histogram }
        let histogram = Histogram(bounds: bounds)
        histograms[key] = histogram
        return histogram
    }

    private func seriesKey(_ labels: MetricsRegistry.Labels, known: (String) -> Bool, count: Int) -> String {
        let key = PrometheusText.labels(labels)
        if known(key) || count < MetricsRegistry.seriesMax { return key }
        return PrometheusText.labels(labels.map { ($0.name, "other") })
    }
}
