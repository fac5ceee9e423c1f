import JSON
import Models
import ServiceKit

extension CatalogError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .channelNotFound(let id):
            Problem(.notFound, "channel-not-found", "Channel not found", detail: "There is no channel \(id).")
        case .productNotFound:
            Problem(.notFound, "product-not-found", "Product not found", detail: "There is no such product.")
        case .variantNotFound(let sku):
            Problem(.notFound, "variant-not-found", "Variant not found", detail: "There is no variant \(sku).")
        case .priceListNotFound:
            Problem(.notFound, "price-list-not-found", "Price list not found", detail: "There is no such price list.")
        case .listingNotFound:
            Problem(.notFound, "listing-not-found", "Not listed", detail: "The channel does not show this product.")
        case .noPrice(let sku):
            Problem(
                .notFound,
                "no-price",
                "No price",
                detail: "No price list has a price for \(sku) here and then; explain=true tells what was looked at."
            )
        case .channelTaken(let id):
            Problem(
                .conflict,
                "channel-taken",
                "The channel exists",
                detail: "There is a channel \(id) already; choose another id."
            )
        case .categoryTaken(let id):
            Problem(.conflict, "category-taken", "The category exists", detail: "There is a category \(id) already.")
        case .skuTaken, .variantAppeared, .duplicateCombination, .productNotActive:
            conflict
        case .notACombination, .optionNamedTwice, .valueNamedTwice, .tooManyCombinations, .unusableSKU:
            Problem(.unprocessableContent, "options-not-valid", "The options do not fit together", detail: reason)
        case .unknownCategory(let field):
            .invalid(field, "names an unknown category")
        case .unknownChannel(let field):
            .invalid(field, "names an unknown channel")
        case .unknownTimeZone(let name):
            .invalid("/timeZone", "names the unknown time zone \(name)")
        case .currencyMismatch(let id, let currency):
            .invalid("/currency", "must be that of the channel \(id), not \(currency)")
        case .versionMismatch:
            ServiceRequest.versionMismatch
        case .badCursor:
            .badRequest("The cursor is not the next of a page of this list.")
        }
    }

    private var conflict: Problem {
        switch self {
        case .skuTaken(let sku):
            Problem(
                .conflict,
                "sku-taken",
                "The SKU exists",
                detail: "There is a variant \(sku) already; SKUs are unique over all products."
            )
        case .duplicateCombination(let sku):
            Problem(
                .conflict,
                "duplicate-combination",
                "The combination exists",
                detail: "\(sku) repeats the combination of options of another variant."
            )
        case .productNotActive:
            Problem(
                .conflict,
                "product-not-active",
                "The product is not active",
                detail: "Set the status of the product to active before publishing it."
            )
        default:
            Problem(
                .conflict,
                "variant-appeared",
                "The variant appeared",
                detail: "Somebody else created one of the variants at the same moment; look, and send what is missing."
            )
        }
    }

    private var reason: String {
        switch self {
        case .notACombination(let sku): "\(sku) must choose one of the values of each option, and nothing else."
        case .optionNamedTwice: "An option is named twice."
        case .valueNamedTwice(let option): "The option \(option) has a value twice."
        case .tooManyCombinations(let count, let max): "The options have \(count) combinations; the most are \(max)."
        case .unusableSKU(let text): "\(text) would be a SKU, but it is longer than 64 characters or not printable."
        default: ""
        }
    }
}

extension PriceBatchError: ProblemConvertible {
    var problem: Problem {
        .invalid(refusals.map { FieldProblem(pointer: "/prices/\($0.index)", detail: $0.detail) })
    }
}

extension ImportError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound:
            Problem(.notFound, "import-not-found", "Import not found", detail: "There is no such import.")
        case .differs:
            Problem(
                .conflict,
                "import-differs",
                "The import is of another file",
                detail: "An Import-Id stands for one file and one set of options; take a new one."
            )
        case .busy:
            Problem(
                .conflict,
                "import-busy",
                "The import is running",
                detail: "Somebody else is sending this import; wait for its end and ask for its state."
            )
        case .interrupted:
            Problem(
                .conflict,
                "import-interrupted",
                "The import met another change",
                detail: "Send the same file with the same Import-Id again; it goes on where it stopped."
            )
        }
    }
}

extension ImportFileError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .badHeader(let detail):
            Problem(.unprocessableContent, "import-unreadable", "The file cannot be read", detail: detail)
        case .empty:
            Problem(.unprocessableContent, "import-unreadable", "The file cannot be read", detail: "The file is empty.")
        case .notPlainCSV:
            Problem(
                .unsupportedMediaType,
                "not-csv",
                "Not a CSV file",
                detail: "Send the file as text/csv, uncompressed."
            )
        }
    }
}
