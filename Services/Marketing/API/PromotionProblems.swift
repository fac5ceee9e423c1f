import JSON
import Models
import ServiceKit

extension PromotionError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, "promotion-not-found", "Promotion not found", detail: "There is no promotion \(id).")
        case .changed:
            ServiceRequest.versionMismatch
        case .needsNoCoupons(let id):
            Problem(
                .conflict,
                "promotion-automatic",
                "Promotion needs no coupons",
                detail: "Promotion \(id) applies by itself; create one with the trigger coupon."
            )
        case .validityEmpty:
            .invalid("/validUntil", "must be later than validFrom")
        case .couponNotFound:
            Problem(.notFound, "coupon-not-found", "Coupon not found", detail: "There is no such coupon.")
        case .couponExists(let code):
            Problem(
                .conflict,
                "coupon-exists",
                "Coupon exists",
                detail: "There is a coupon \(code) already; choose another code."
            )
        }
    }
}
