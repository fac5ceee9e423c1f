/// The text that Prometheus scrapes.
struct PrometheusText {
    private(set) var result = ""

    mutating func write(_ family: MetricFamily, named name: String) {
        if !family.counters.isEmpty {
            header(name, help: family.help, type: "counter")
            for (labels, counter) in family.counters.sorted(by: { $0.key < $1.key }) {
                line(name, labels, "\(counter.value)")
            }
        }
        if !family.histograms.isEmpty {
            header(name, help: family.help, type: "histogram")
            for (labels, histogram) in family.histograms.sorted(by: { $0.key < $1.key }) {
                write(histogram, named: name, labels: labels)
            }
        }
    }

    mutating func write(_ gauges: [Gauge]) {
        var last: String?
        for gauge in gauges.sorted(by: { $0.name < $1.name }) {
            if gauge.name != last { header(gauge.name, help: gauge.help, type: "gauge") }
            last = gauge.name
            line(gauge.name, Self.labels(gauge.labels), Self.number(gauge.value))
        }
    }

    private mutating func write(_ histogram: Histogram, named name: String, labels: String) {
        let counts = histogram.cumulative
        for (bound, count) in zip(histogram.bounds.map(Self.number) + ["+Inf"], counts) {
            line("\(name)_bucket", labels.isEmpty ? "le=\"\(bound)\"" : "\(labels),le=\"\(bound)\"", "\(count)")
        }
        line("\(name)_sum", labels, Self.number(histogram.sum))
        line("\(name)_count", labels, "\(counts.last ?? 0)")
    }

    private mutating func header(_ name: String, help: String, type: String) {
        result += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        result += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    static func labels(_ labels: MetricsRegistry.Labels) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}
