import HTTPTypes
import JSON
import Models
import ServiceKit

extension OrderError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, "order-not-found", "Order not found", detail: "There is no order \(id).")
        case .illegalTransition(let id, let from, let to):
            Problem(
                .conflict,
                "illegal-transition",
                "The order can't move there",
                detail: "Order \(id) is \(from.rawValue); it can't become \(to.rawValue)."
            )
        case .alreadyShipped(let id):
            Problem(
                .conflict,
                "order-already-shipped",
                "Order already shipped",
                detail: "Order \(id) has left the warehouse; it can be returned, not cancelled."
            )
        case .busy(let id):
            Problem(
                .conflict,
                "order-busy",
                "The order is being worked on",
                detail: "The checkout of order \(id) is at a step that can't be interrupted; send the request again.",
                retryAfterSeconds: 1
            )
        case .notRefundable(let id, let status):
            Problem(
                .conflict,
                "order-not-refundable",
                "Nothing to give back yet",
                detail: "Order \(id) is \(status.rawValue). It is refunded once shipped; before that it is cancelled."
            )
        case .nothingToRefund:
            Problem(
                .unprocessableContent,
                "nothing-to-refund",
                "Nothing to refund",
                detail: "What was asked for amounts to nothing."
            )
        case .refundLine(let index, let fault): .invalid("/lines/\(index)\(fault.field)", fault.detail)
        case .shippingAlreadyRefunded:
            Problem(
                .conflict,
                "shipping-already-refunded",
                "Shipping was given back already",
                detail: "Leave shipping out."
            )
        case .refundExceedsPaid:
            Problem(
                .conflict,
                "refund-exceeds-paid",
                "More than what was paid",
                detail: "A line below zero reduced what was paid; give it back together with the others."
            )
        }
    }
}

extension RefundLineFault {
    fileprivate var field: String {
        switch self {
        case .unknownLine, .listedTwice: "/lineId"
        case .tooMany: "/quantity"
        }
    }

    fileprivate var detail: String {
        switch self {
        case .unknownLine(let line): "there is no line \(line)"
        case .listedTwice(let line): "line \(line) is listed twice"
        case .tooMany(let left): "only \(left) left to give back"
        }
    }
}

extension BasketError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound: Problem(.notFound, "basket-not-found", "Basket not found", detail: "There is no such basket.")
        case .changedMeanwhile: ServiceRequest.versionMismatch
        case .notOpen(.checkingOut): .basketNotOpen("A checkout holds the basket; wait for it or cancel its order.")
        case .notOpen: .basketNotOpen("The basket was bought or merged; open a new one.")
        case .tooManyLines: .invalid("/lines", "must have at most \(Basket.linesMax) lines")
        case .noSuchLine(let sku):
            Problem(.notFound, "line-not-found", "Line not found", detail: "\(sku) is not in the basket.")
        case .empty:
            Problem(
                .unprocessableContent,
                "basket-empty",
                "The basket is empty",
                detail: "Put something in before checking out."
            )
        case .sameBasket: .invalid("/basketId", "is the basket itself")
        }
    }
}

extension Problem {
    static func basketNotOpen(_ detail: String) -> Problem {
        Problem(.conflict, "basket-not-open", "The basket can't be changed", detail: detail)
    }

    static func paymentDeclined(_ reason: String) -> Problem {
        Problem(.unprocessableContent, "payment-declined", "Payment declined", detail: reason)
    }

    static func channelUnknown(_ id: ChannelID) -> Problem {
        Problem(
            .unprocessableContent,
            "channel-unknown",
            "No such channel",
            detail: "There is no active channel \(id).",
            fields: [FieldProblem(pointer: "/channelId", detail: "is not an active channel")]
        )
    }

    static let orderCancelled = Problem(
        .conflict,
        "order-cancelled",
        "The order was cancelled",
        detail: "It was cancelled while it waited for its payment."
    )
}
