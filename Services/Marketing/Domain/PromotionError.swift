import Models

enum PromotionError: Error, Equatable {
    case notFound(PromotionID)
    case changed(PromotionID, version: Int64)
    case needsNoCoupons(PromotionID)
    case validityEmpty
    case couponNotFound
    case couponExists(CouponCode)
}
