import JSON
import Models
import ServiceKit

extension QuoteError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .channelUnknown(let id):
            refusal("channel-unknown", "Channel unknown", "Channel \(id) is not known here.")
        case .channelInactive(let id):
            refusal("channel-inactive", "Channel inactive", "Channel \(id) sells nothing at present.")
        case .currencyNotSold(let currency, in: let id):
            refusal("currency-not-sold", "Currency not sold", "Channel \(id) does not sell in \(currency).")
        case .priceUnknown(let lines, in: let id, let currency):
            refusal(
                "price-unknown",
                "Price unknown",
                "Not every line has a price in channel \(id) and \(currency).",
                lines: lines,
                "has no price here"
            )
        case .notForSale(let lines):
            refusal(
                "not-for-sale",
                "Not for sale",
                "Not every line is sold at present.",
                lines: lines,
                "is not sold at present"
            )
        case .amountTooLarge:
            refusal("amount-too-large", "Amount too large", "The basket's amounts are too large to be added up.")
        case .differs(let order):
            Problem(
                .conflict,
                "quote-differs",
                "Quote differs",
                detail: "Order \(order) was quoted with another body; release that quote and take a new order id."
            )
        case .released(let order):
            Problem(
                .conflict,
                "quote-released",
                "Quote released",
                detail: "The claims of order \(order) were released; quote a new order."
            )
        }
    }

    private func refusal(
        _ type: String,
        _ title: String,
        _ detail: String,
        lines: [Int] = [],
        _ flaw: String = ""
    ) -> Problem {
        Problem(
            .unprocessableContent,
            type,
            title,
            detail: detail,
            fields: lines.map { FieldProblem(pointer: "/lines/\($0)/sku", detail: flaw) }
        )
    }
}
