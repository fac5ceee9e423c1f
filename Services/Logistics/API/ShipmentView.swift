import JSON
import Models
import ServiceKit

extension Shipment.Method: JSONConvertible {}
extension Shipment.Status: JSONConvertible {}

/// A shipment as its caller may see it: the pickup code is the customer's secret, which staff are told at the counter.
struct ShipmentView: JSONWritable {
    private let shipment: Shipment
    private let showsPickupCode: Bool

    init(_ shipment: Shipment, for caller: Caller) {
        self.shipment = shipment
        showsPickupCode = caller.owns(customer: shipment.customerID) || caller.service == .order
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", shipment.id)
            json.field("orderId", shipment.orderID)
            json.field("orderNumber", shipment.orderNumber)
            json.field("locationId", shipment.location)
            json.field("method", shipment.method)
            json.field("status", shipment.status)
            json.field("lines", shipment.lines)
            json.field("address", shipment.address)
            json.field("carrier", shipment.carrier)
            json.field("choice", shipment.choice)
            json.field("trackingNumber", shipment.trackingNumber)
            json.field("pickupCode", showsPickupCode ? shipment.pickupCode : nil)
            json.field("plannedAt", shipment.plannedAt)
            json.field("shippedAt", shipment.shippedAt)
            json.field("deliveredAt", shipment.deliveredAt)
            json.field("cancelledAt", shipment.cancelledAt)
        }
    }
}

struct TrackingView: JSONWritable {
    let shipment: Shipment
    let timeline: Timeline

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipmentId", shipment.id)
            json.field("carrier", shipment.carrier)
            json.field("trackingNumber", shipment.trackingNumber)
            json.field("status", timeline.status)
            json.field("events", timeline.scans)
        }
    }
}

extension Scan.Status: JSONConvertible {}

extension Scan: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("status", status)
            json.field("occurredAt", occurredAt)
            json.field("place", place)
            json.field("detail", detail)
        }
    }
}
