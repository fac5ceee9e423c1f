import JSON
import Models
import ServiceKit

/// A batch of which each item stands or falls alone.
struct IntakeBatch<Item: JSONReadable & Sendable>: Sendable {
    static var countMax: Int { 500 }

    let items: [Result<Item, RejectedItem>]

    /// Reads the whole at once; only when something is wrong somewhere, item by item to find out where.
    /// - Throws: where the body is no batch at all.
    init(_ request: ServiceRequest) throws {
        if let batch = try? request.decode(Whole<Item>.self) {
            items = batch.orders.map { .success($0) }
            return
        }
        items = try request.decode(Whole<StoredJSON>.self).orders.map { item in
            Result { try JSON.decode(Item.self, from: item.bytes) }
                .mapError { RejectedItem(externalID: item.externalID, problem: .intake($0)) }
        }
    }
}

/// An item that can't be taken.
struct RejectedItem: Error {
    let externalID: String
    let problem: Problem
}

private struct Whole<Element: JSONReadable>: JSONReadable {
    let orders: [Element]

    init?(json: JSONNode) {
        guard let orders = json.required("orders", as: [Element].self, count: 1...500) else { return nil }
        self.orders = orders
    }
}

private struct StoredJSON: JSONReadable {
    let bytes: [UInt8]
    let externalID: String

    init?(json: JSONNode) {
        externalID = json.child("externalId")?.string ?? ""
        bytes = json.rawBytes
    }
}

extension Problem {
    /// What a till is told of one of its sales.
    static func intake(_ error: any Error) -> Problem {
        switch error {
        case .invalid(let fields) as JSONError: .invalid(fields)
        case let error as ExternalOrderError: error.problem
        default: .badRequest("The order can't be read.")
        }
    }
}

/// What became of one item.
struct IntakeResult: Sendable, JSONWritable {
    enum Status: String, JSONWritable {
        case created, duplicate, rejected
    }

    let externalID: String
    var orderID: OrderID?
    let status: Status
    var problem: Problem?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("externalId", externalID)
            json.field("orderId", orderID)
            json.field("status", status)
            json.field("problem", problem)
        }
    }
}

struct IntakeAnswer: JSONWritable {
    let results: [IntakeResult]

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("results", results) }
    }
}

extension ExternalOrderError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .breakdown(let error):
            Problem(
                .unprocessableContent,
                "breakdown-mismatch",
                "The amounts do not sum up",
                detail: "\(error)",
                fields: [FieldProblem(pointer: "/breakdown", detail: "does not sum up")]
            )
        case .tenderDiffers: .invalid("/tender/amount", "must be the total of the breakdown")
        case .noLines: .invalid("/breakdown/lines", "must have at least one line")
        case .negative: .invalid("/breakdown/total", "must not be below zero")
        case .withoutUnits(let line): .invalid("/breakdown/lines", "line \(line) must have at least one unit")
        case .undeliverable: .invalid("/delivery", "must be a shipment with an address or a pickup with a location")
        case .otherChannel:
            Problem(
                .forbidden,
                "other-channel",
                "Not this token's channel",
                detail: "A token bound to a channel brings orders of that channel only."
            )
        }
    }
}
