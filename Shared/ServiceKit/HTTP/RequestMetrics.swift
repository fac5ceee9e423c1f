import HTTPTypes
import Synchronization

/// Counts and times every request by route and status.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: HTTPRequest.Method
        let status: Int
    }

    private let registry: MetricsRegistry
    /// A series is looked up once; later requests find it here without building its labels again.
    private let series = Mutex<[Key: (answered: Counter, seconds: Histogram)]>([:])

    init(_ registry: MetricsRegistry, traffic: Traffic) {
        self.registry = registry
        registry.gauges {
            [
                Gauge(
                    "emporia_http_requests_in_flight",
                    help: "Requests being handled, and those about to be.",
                    value: Double(traffic.inFlight)
                )
            ]
        }
    }

    func record(
        _ route: String,
        _ method: HTTPRequest.Method,
        _ status: HTTPStatus,
        since start: ContinuousClock.Instant
    ) {
        let (answered, seconds) = series(Key(route: route, method: method, status: status.code))
        answered.add()
        seconds.observe(ContinuousClock.now - start)
    }

    private func series(_ key: Key) -> (answered: Counter, seconds: Histogram) {
        series.withLock { known in
            if let found = known[key] { return found }
            let found = (
                registry.counter(
                    "emporia_http_requests_total",
                    help: "Requests answered.",
                    labels: [("method", key.method.rawValue), ("route", key.route), ("status", String(key.status))]
                ),
                registry.histogram(
                    "emporia_http_request_seconds",
                    help: "Time from the request's head to its answer.",
                    labels: [("method", key.method.rawValue), ("route", key.route)]
                )
            )
            known[key] = found
            return found
        }
    }
}
