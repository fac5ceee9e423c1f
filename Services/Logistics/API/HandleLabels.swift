import JSON
import Models
import Postgres
import ServiceKit

extension LogisticsRoutes {
    func showLabel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: ShipmentID.self)
        let shipment = try await shipments.find(id, in: .everybody)
        guard shipment.trackingNumber != nil else { throw LogisticsError.labelMissing(id) }
        return .ok(LabelView(shipment: shipment))
    }

    /// Prints a label where none is; one that is on the parcel already stays.
    func printLabel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: ShipmentID.self)
        try request.requireNoBody()
        let shipment = try await database.transaction { session in try shipments.label(id, on: session) }
        return .ok(LabelView(shipment: shipment))
    }

    /// Voiding twice is the same as voiding once.
    func voidLabel(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: ShipmentID.self)
        try await database.transaction { session in try shipments.voidLabel(id, on: session) }
        return .noContent
    }

    func listCarriers(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return try await .ok(Page(items: labels.carriers(in: database), next: nil))
    }
}

struct LabelView: JSONWritable {
    let shipment: Shipment

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipmentId", shipment.id)
            json.field("carrier", shipment.carrier)
            json.field("trackingNumber", shipment.trackingNumber)
            json.field("from", shipment.location)
            json.field("to", shipment.address)
            json.field("reference", shipment.orderNumber)
        }
    }
}

extension Carrier.Numbering: JSONConvertible {}

extension Carrier: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("name", name)
            json.field("numbering", numbering)
            json.field("countries", countries)
            json.field("unitsMax", unitsMax)
            json.field("priority", priority)
        }
    }
}
