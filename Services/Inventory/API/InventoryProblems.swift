import JSON
import Models
import ServiceKit

extension OutOfStock: ProblemConvertible {
    var problem: Problem {
        Problem(
            .conflict,
            "out-of-stock",
            "Not enough in stock",
            detail: "Nothing was reserved. Lower the quantities listed under errors and try again.",
            fields: shortages.flatMap { shortage in
                shortage.lines.map { line in
                    FieldProblem(
                        pointer: "/lines/\(line)/quantity",
                        detail: "\(shortage.wanted) of \(shortage.sku.value) asked for, \(shortage.available) left"
                    )
                }
            }
        )
    }
}

extension InventoryError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .locationNotFound(let id):
            .notFound("There is no location \(id.value).")
        case .locationExists(let id):
            Problem(
                .conflict,
                "location-exists",
                "The location exists already",
                detail: "Change location \(id.value) with PATCH, or choose another id."
            )
        case .locationChanged:
            ServiceRequest.versionMismatch
        case .locationUnknown(let id):
            .invalid("/locationId", "\(id.value) is not a known location")
        case .timeZoneUnknown(let name):
            .invalid("/timeZone", "names the unknown time zone \(name)")
        case .reservationNotFound(let id):
            .notFound("Nothing was ever reserved for order \(id).")
        case .reservationReleased(let id):
            Problem(
                .conflict,
                "reservation-released",
                "The reservation was released",
                detail: "Order \(id) has given up its goods; begin a new order."
            )
        case .reservationDiffers(let id):
            Problem(
                .conflict,
                "reservation-differs",
                "The order holds other lines",
                detail: "Order \(id) holds other lines than these; release them first, or begin a new order."
            )
        case .pickupNotOffered(let id):
            .invalid("/pickupLocationId", "\(id.value) is not an active location where orders are collected")
        case .belowReserved(let levels):
            Self.belowReserved(levels)
        case .tillUnknown(let id):
            Problem(
                .unprocessableContent,
                "till-unknown",
                "The till's location is missing",
                detail: "Order \(id) came from a till, so its delivery must name the location."
            )
        }
    }

    private static func belowReserved(_ levels: [StockLevel]) -> Problem {
        let places = levels.map { level in
            "\(level.place.sku.value) has \(level.onHand) on hand, of which \(level.reserved) are promised"
        }
        return Problem(
            .conflict,
            "stock-below-reserved",
            "Stock is promised to orders",
            detail: "Nothing was changed: \(places.joined(separator: "; "))."
        )
    }
}

extension Problem {
    static let badCursor = Problem.badRequest("cursor must be one that this list answered with as next.")
}
