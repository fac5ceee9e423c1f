/// An offer that may lower what a cart costs. Whether it runs today and whether the shopper may use it has been decided
/// before; a rule with a code was asked for by its coupon.
public struct PromotionRule: Sendable, Hashable {
    public let id: PromotionID
    public let code: CouponCode?
    public let name: String
    public let effect: PromotionEffect

    /// The SKUs it counts for; `nil` for all.
    public let skus: Set<SKU>?

    /// Not combined with any other offer: it is taken alone when that is the better deal.
    public let exclusive: Bool

    /// The higher one comes first.
    public let priority: Int

    public init(
        id: PromotionID,
        code: CouponCode? = nil,
        name: String,
        effect: PromotionEffect,
        skus: Set<SKU>? = nil,
        exclusive: Bool = false,
        priority: Int = 0
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.effect = effect
        self.skus = skus
        self.exclusive = exclusive
        self.priority = priority
    }

    /// How adjustments and rejections name it.
    var label: String { code?.value ?? id.description }

    func counts(for sku: SKU) -> Bool {
        skus?.contains(sku) ?? true
    }

    /// Earlier rules come first; ids break ties, so that one cart has one price.
    static func isEarlier(_ one: PromotionRule, _ other: PromotionRule) -> Bool {
        one.priority == other.priority ? one.id < other.id : one.priority > other.priority
    }
}
