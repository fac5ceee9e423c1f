public import JSON

/// Who may speak to whom: the six services and the simulator of the outside world.
public enum ServiceName: String, Sendable, CaseIterable, JSONConvertible {
    case catalog, inventory, order, payment, logistics, marketing, simulator

    /// The port on a developer's machine; below 32768, for a poll of a free ephemeral port can connect to itself.
    public var defaultPort: Int {
        switch self {
        case .catalog: 8081
        case .inventory: 8082
        case .order: 8083
        case .payment: 8084
        case .logistics: 8085
        case .marketing: 8086
        case .simulator: 8090
        }
    }
}
