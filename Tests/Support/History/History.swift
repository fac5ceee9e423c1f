import JSON
import Synchronization

/// What clients did, in the order in which they were answered.
public final class History: Sendable {
    private let state = Mutex<[HistoryOperation]>([])

    public init() {}

    public var operations: [HistoryOperation] { state.withLock(\.self) }
    public func add(_ operation: HistoryOperation) { state.withLock { $0.append(operation) } }

    /// A JSON document a line, to look at later.
    public var lines: [UInt8] { operations.flatMap { JSON.encode($0) + [UInt8(ascii: "\n")] } }
}

/// All calls of one wish together: from its first call until the answer that settled it, or for ever.
struct HistoryWish: Sendable {
    let key: String
    let sku: String
    let units: Int
    let coupon: String?
    let invoked: Int64
    /// `Int64.max` while nobody knows how it ended.
    let returned: Int64
    let outcome: HistoryOperation.Outcome

    static func all(of kind: HistoryOperation.Kind, in operations: [HistoryOperation]) -> [HistoryWish] {
        Dictionary(grouping: operations.filter { $0.kind == kind }, by: \.key).values
            .compactMap(HistoryWish.init)
            .sorted { ($0.invoked, $0.key) < ($1.invoked, $1.key) }
    }

    private init?(_ calls: [HistoryOperation]) {
        guard let first = calls.min(by: { $0.invokedNanoseconds < $1.invokedNanoseconds }) else { return nil }
        let settled = calls.filter { $0.outcome != .unknown }.min { $0.returnedNanoseconds < $1.returnedNanoseconds }
        key = first.key
        sku = first.sku
        units = first.units
        coupon = first.coupon
        invoked = first.invokedNanoseconds
        returned = settled?.returnedNanoseconds ?? .max
        outcome = settled?.outcome ?? .unknown
    }

    var isPlaced: Bool { if case .ok = outcome { true } else { false } }
}
