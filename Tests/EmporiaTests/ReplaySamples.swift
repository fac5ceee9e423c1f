import Models

@testable import EmporiaCommand

extension Transaction {
    static func sample(
        basket: String = "1",
        household: String = "900",
        store: String = "367",
        sku: String = "1095275",
        quantity: Quantity = 1,
        sales: Int64 = 143,
        retailDiscount: Int64 = 0,
        coupon: Int64 = 0,
        couponMatch: Int64 = 0,
        week: Int = 1,
        second: Int = 0
    ) -> Transaction {
        Transaction(
            householdID: household,
            storeID: store,
            basketID: basket,
            sku: SKU(sku)!,
            quantity: quantity,
            salesMinor: sales,
            retailDiscountMinor: retailDiscount,
            couponMinor: coupon,
            couponMatchMinor: couponMatch,
            week: week,
            at: Timestamp(microseconds: 0) + second,
            roundedCount: 0
        )
    }
}

extension TillSale {
    static func sample(_ lines: Transaction...) -> TillSale {
        var sale = TillSale(lines[0])
        for line in lines.dropFirst() { sale.add(line) }
        return sale
    }
}
