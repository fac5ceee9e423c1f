import Models

extension Basket {
    /// The basket after a guest's one was joined to it at sign-in.
    ///
    /// A SKU that stands in both is one wish expressed twice: the larger quantity is kept, for a sum would double what
    /// the customer put in on two devices. What was entered on either side is kept, this basket's first.
    func merging(_ other: Basket) throws(BasketError) -> Basket {
        guard id != other.id else { throw .sameBasket }
        var merged = try changeable()
        for line in other.lines {
            if let index = merged.lines.firstIndex(where: { $0.sku == line.sku }) {
                merged.lines[index].quantity = max(merged.lines[index].quantity, line.quantity)
            } else {
                merged.lines.append(line)
            }
        }
        guard merged.lines.count <= Self.linesMax else { throw .tooManyLines }
        merged.coupons += other.coupons.filter { !merged.coupons.contains($0) }
        merged.coupons = Array(merged.coupons.prefix(Self.couponsMax))
        merged.delivery = merged.delivery ?? other.delivery
        return merged
    }
}
