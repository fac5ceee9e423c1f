import Models

/// One report of a carrier, in the shop's own words.
struct Scan: Equatable, Sendable {
    enum Status: String, CaseIterable, Sendable {
        /// Data arrived, the parcel has not.
        case announced
        case accepted, inTransit, outForDelivery, deliveryFailed, delivered, returned

        var isEnd: Bool { self == .delivered || self == .returned }

        /// At one and the same moment the later step counts: scanners round to minutes.
        var step: Int {
            switch self {
            case .announced: 0
            case .accepted: 1
            case .inTransit: 2
            case .outForDelivery: 3
            case .deliveryFailed: 4
            case .returned: 5
            case .delivered: 6
            }
        }
    }

    let carrier: CarrierCode
    /// The carrier's own id of this report; the same id again is the same report.
    let eventID: String
    let status: Status
    let occurredAt: Timestamp
    var place: String?
    var detail: String?
}

/// A parcel's way, folded from scans that came in any order and more than once: the same scans always make the same
/// timeline.
struct Timeline: Equatable, Sendable {
    let scans: [Scan]

    init(_ reports: [Scan]) {
        var seen: Set<ScanKey> = []
        scans = reports.sorted(by: Self.precedes).filter { seen.insert(ScanKey($0)).inserted }
    }

    /// Where the parcel is. The end of the way is the end: a sorting centre's late scan does not take it back.
    var status: Scan.Status? {
        let end = scans.map(\.status).filter(\.isEnd).max { $0.step < $1.step }
        return end ?? scans.last?.status
    }

    /// When the carrier first had it.
    var leftAt: Timestamp? { scans.first { $0.status != .announced }?.occurredAt }

    var deliveredAt: Timestamp? { scans.first { $0.status == .delivered }?.occurredAt }

    private static func precedes(_ a: Scan, _ b: Scan) -> Bool {
        if a.occurredAt != b.occurredAt { return a.occurredAt < b.occurredAt }
        if a.status.step != b.status.step { return a.status.step < b.status.step }
        return (a.carrier.value, a.eventID) < (b.carrier.value, b.eventID)
    }

    private struct ScanKey: Hashable {
        let carrier: CarrierCode
        let eventID: String

        init(_ scan: Scan) {
            carrier = scan.carrier
            eventID = scan.eventID
        }
    }
}
