import Models
import ServiceKit

extension LogisticsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .shipmentNotFound(let id):
            .notFound("There is no shipment \(id).")
        case .alreadyShipped(let id):
            Problem(
                .conflict,
                "already-shipped",
                "The shipment has left",
                detail: "Shipment \(id) is on its way; have it returned once it has arrived."
            )
        case .cancelled(let id):
            Problem(
                .conflict,
                "shipment-cancelled",
                "The shipment was cancelled",
                detail: "Put the goods of shipment \(id) back; its order was stopped."
            )
        case .labelMissing(let id):
            Problem(
                .conflict,
                "label-missing",
                "There is no label",
                detail: "Print a label for shipment \(id) with PUT /v1/shipments/\(id)/label first."
            )
        case .pickupNeedsCode(let id):
            Problem(
                .conflict,
                "pickup-needs-code",
                "The customer collects this",
                detail: "Shipment \(id) is handed over with POST /v1/shipments/\(id)/collection."
            )
        case .notAPickup(let id):
            Problem(
                .conflict,
                "not-a-pickup",
                "A carrier brings this",
                detail: "Shipment \(id) leaves with POST /v1/shipments/\(id)/dispatch."
            )
        case .wrongPickupCode:
            Problem(
                .unprocessableContent,
                "wrong-pickup-code",
                "The code is not right",
                detail: "Ask the customer for the six digits shown with the order."
            )
        case .noCarrier(let units, let country):
            Problem(
                .unprocessableContent,
                "no-carrier",
                "No carrier takes this",
                detail: "No active carrier takes \(units) units to \(country?.value ?? "an unknown country")."
            )
        case .numbering(let carrier):
            Problem(
                .conflict,
                "carrier-numbering",
                "The carrier's numbering is wrong",
                detail: "Mend the number prefix and suffix of carrier \(carrier.value)."
            )
        }
    }
}
