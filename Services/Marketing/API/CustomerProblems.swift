import JSON
import Models
import ServiceKit

extension CustomerError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, "customer-not-found", "Customer not found", detail: "There is no customer \(id).")
        case .nobodyHas(let identity):
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
        case .foreignChannel(let id):
            Problem(
                .forbidden,
                "foreign-channel",
                "Another channel's identity",
                detail: "This token speaks for one channel only, and that is not \(id)."
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
