import JSON
import Models

/// An order on its way to being placed: what the saga knows so far. It is the saga's row, so a crash loses nothing.
struct Placing: Sendable, Equatable {
    struct Line: Sendable, Equatable {
        let lineID: Int
        let sku: SKU
        let quantity: Int
    }

    /// How the customer pays; nil when somebody else has taken the money already (a marketplace).
    struct Payment: Sendable, Equatable {
        let paymentID: PaymentID
        let method: String
        var token: String?
        var returnURL: String?
    }

    let orderID: OrderID
    let number: String
    let channelID: ChannelID
    let currency: Currency
    let origin: OrderOrigin
    let owner: Owner?
    let lines: [Line]
    var coupons: [CouponCode] = []
    var pointsToSpend = 0
    let delivery: Delivery
    let locale: LanguageTag
    var payment: Payment?
    var basketID: BasketID?
    var externalID: String?
    var tender: Tender?
    var placedAt: Timestamp?
    /// The trace of the request that began it, so that every call of the purchase is found under one id.
    var trace: String?

    /// Found by the steps. A marketplace order brings its breakdown along.
    var breakdown: Breakdown?
    var reservation: Reservation?
    /// When this process last asked for the goods to be held, by a clock that nobody sets. Not part of the row: whoever takes
    /// it up again does not know.
    var heldSince: ContinuousClock.Instant?
    var action: PaymentAction?
    /// Whether it waits, or waited, for the customer to pay.
    var isWaiting = false
}

/// A hold on stock: where the goods come from.
struct Reservation: Sendable, Equatable {
    let allocations: [Allocation]
}

/// What the customer must do at the payment provider; passed on as the provider's adapter put it.
struct PaymentAction: Sendable, Equatable {
    let json: [UInt8]
}
