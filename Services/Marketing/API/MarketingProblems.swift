import JSON
import Models
import ServiceKit

extension MarketingError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .customerNotFound, .noCustomerWith, .identityTaken, .identitiesNeedTrust, .mergeWithSelf, .alreadyMerged:
            customerProblem
        case .promotionNotFound, .promotionChanged, .promotionAutomatic, .validityEmpty, .couponNotFound, .couponExists:
            promotionProblem
        case .channelUnknown, .channelInactive, .currencyNotSold, .priceUnknown, .amountTooLarge, .quoteDiffers,
            .quoteReleased:
            quoteProblem
        case .noTokenIssuer:
            Problem(
                .notFound,
                "no-token-issuer",
                "No token issuer",
                detail: "This installation issues no tokens; sign in at the shop's identity provider."
            )
        }
    }
}

extension MarketingError {
    fileprivate var customerProblem: Problem {
        switch self {
        case .customerNotFound(let id):
            Problem(.notFound, "customer-not-found", "Customer not found", detail: "There is no customer \(id).")
        case .noCustomerWith(let identity):
            Problem(
                .notFound,
                "customer-not-found",
                "Customer not found",
                detail: "Channel \(identity.channelID) has told of no customer with this external id."
            )
        case .identityTaken(let identity, by: let owner):
            Problem(
                .conflict,
                "identity-taken",
                "Identity taken",
                detail: "This identity of channel \(identity.channelID) belongs to customer \(owner). If both are the "
                    + "same person, merge them by POST /v1/customers/\(owner)/merge."
            )
        case .identitiesNeedTrust:
            Problem(
                .forbidden,
                "identities-need-trust",
                "Identities need trust",
                detail: "Register without identities; a trusted channel or staff may add them."
            )
        case .mergeWithSelf:
            .invalid("/customerId", "must be another customer than that of the path")
        case .alreadyMerged(let id, into: let survivor):
            Problem(
                .conflict,
                "customer-merged",
                "Customer was merged",
                detail: "Customer \(id) was merged into \(survivor); use that one."
            )
        default:
            .badRequest("The request cannot be answered.")
        }
    }
}
