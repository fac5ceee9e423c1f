import JSON
import Models
import Postgres
import ServiceKit

extension LogisticsRoutes {
    /// A batch of carriers' reports, in any order and as often as they like: each is recorded once, and what they say
    /// together moves the shipments.
    func trackParcels(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let reports = try request.decode(TrackParcelsRequest.self).events
        return try await request.once(in: database) { session in
            try .ok(TrackParcelsResponse(results: record(reports, on: session)))
        }
    }

    private func record(_ reports: [ScanReport], on session: borrowing Session) throws -> [ScanResult] {
        let parcels = try scans.shipments(carrying: reports.map(\.key), on: session)
        // One order of locking for all batches: two that report the same parcels wait for each other, never in a circle.
        let moved = Set(reports.compactMap { parcels[$0.key] }).sorted()
        try shipments.lockOrders(of: moved, on: session)

        let results = try reports.map { report in
            guard let id = parcels[report.key] else { return ScanResult(report, .unknownParcel) }
            return try ScanResult(report, scans.record(report.scan, of: id, on: session) ? .recorded : .duplicate)
        }
        for id in moved {
            let timeline = try scans.timeline(of: id, on: session)
            try shipments.update(orderOf: id, on: session) { try $0.follow(id, timeline) }
        }
        return results
    }
}

struct TrackParcelsRequest: JSONReadable {
    let events: [ScanReport]

    init?(json: JSONNode) {
        guard let events = json.required("events", as: [ScanReport].self, count: 1...500) else { return nil }
        self.events = events
    }
}

struct ScanReport: JSONReadable {
    let key: TrackingKey
    let scan: Scan

    init?(json: JSONNode) {
        let carrier: CarrierCode? = json.required("carrier")
        let number = json.text("trackingNumber", length: 1...64)
        let eventID = json.text("eventId", length: 1...128)
        let status: Scan.Status? = json.required("status")
        let occurredAt: Timestamp? = json.required("occurredAt")
        let place = json.optionalText("place", length: 1...200)
        let detail = json.optionalText("detail", length: 1...500)
        guard let carrier, let number, let eventID, let status, let occurredAt else { return nil }
        key = TrackingKey(carrier: carrier, number: number)
        scan = Scan(
            carrier: carrier,
            eventID: eventID,
            status: status,
            occurredAt: occurredAt,
            place: place,
            detail: detail
        )
    }
}

struct TrackParcelsResponse: JSONWritable {
    let results: [ScanResult]

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("results", results) }
    }
}

struct ScanResult: JSONWritable {
    enum Outcome: String, JSONWritable {
        case recorded, duplicate, unknownParcel
    }

    private let eventID: String
    private let outcome: Outcome

    init(_ report: ScanReport, _ outcome: Outcome) {
        eventID = report.scan.eventID
        self.outcome = outcome
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("eventId", eventID)
            json.field("outcome", outcome)
        }
    }
}
