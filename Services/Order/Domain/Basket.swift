import Models

/// What a customer means to buy. It belongs to the customer, not to a channel, so it goes with them from the telephone
/// to the web; one SKU is one line.
struct Basket: Equatable, Sendable {
    struct Line: Equatable, Sendable {
        let sku: SKU
        var quantity: Int
    }

    enum Status: String, Sendable, CaseIterable {
        case open
        /// A checkout holds it: it can neither change nor be bought a second time.
        case checkingOut
        case ordered, merged
    }

    static let linesMax = 200
    static let couponsMax = 10
    static let quantityMax = 100_000

    let id: BasketID
    let owner: Owner
    let channelID: ChannelID
    var status = Status.open
    var lines: [Line] = []
    var coupons: [CouponCode] = []
    var delivery: Delivery?
    var orderID: OrderID?
    var mergedInto: BasketID?
    var version: Int64 = 1
}

enum BasketError: Error, Equatable {
    case notFound
    case changedMeanwhile(Int64)
    case notOpen(Basket.Status)
    case tooManyLines
    case noSuchLine(SKU)
    case empty
    case sameBasket
}

extension Basket {
    /// Sets the quantity of a line; 0 takes it out.
    func setting(_ sku: SKU, to quantity: Int) throws(BasketError) -> Basket {
        var basket = try changeable()
        if let index = basket.lines.firstIndex(where: { $0.sku == sku }) {
            if quantity == 0 { basket.lines.remove(at: index) } else { basket.lines[index].quantity = quantity }
        } else if quantity > 0 {
            guard basket.lines.count < Self.linesMax else { throw .tooManyLines }
            basket.lines.append(Line(sku: sku, quantity: quantity))
        }
        return basket
    }

    func removing(_ sku: SKU) throws(BasketError) -> Basket {
        guard lines.contains(where: { $0.sku == sku }) else { throw .noSuchLine(sku) }
        return try setting(sku, to: 0)
    }

    /// The basket as it stands while a checkout of it runs.
    func held(by order: OrderID) throws(BasketError) -> Basket {
        var basket = try changeable()
        guard !lines.isEmpty else { throw .empty }
        basket.status = .checkingOut
        basket.orderID = order
        return basket
    }

    /// Only an open basket changes, and only from the version that the caller has seen.
    func changeable() throws(BasketError) -> Basket {
        guard status == .open else { throw .notOpen(status) }
        var basket = self
        basket.version += 1
        return basket
    }
}
