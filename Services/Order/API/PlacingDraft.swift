import JSON
import Models
import ServiceKit

/// A checkout as asked for, to be completed by what the basket keeps.
struct PlacingDraft: Sendable {
    let wish: CheckoutRequest
    let owner: Owner
    let trace: String

    /// What is said in the request counts before what the basket keeps.
    func placing(
        _ orderID: OrderID,
        number: String,
        channel: ChannelRepository.Channel,
        basket: Basket?
    ) throws -> Placing {
        let lines = wish.lines ?? basket?.lines ?? []
        guard !lines.isEmpty else { throw BasketError.empty }
        let delivery = try requireDeliverable(wish.delivery ?? basket?.delivery)
        return Placing(
            orderID: orderID,
            number: number,
            channelID: wish.channelID,
            currency: channel.currency,
            origin: .web,
            owner: owner,
            lines: lines.enumerated().map { index, line in
                Placing.Line(lineID: index + 1, sku: line.sku, quantity: line.quantity)
            },
            coupons: wish.coupons ?? basket?.coupons ?? [],
            pointsToSpend: wish.pointsToSpend,
            delivery: delivery,
            locale: wish.locale ?? channel.locale,
            payment: Placing.Payment(
                paymentID: PaymentID(),
                method: wish.payment.method.rawValue,
                token: wish.payment.token,
                returnURL: wish.payment.returnURL
            ),
            basketID: basket?.id,
            trace: trace
        )
    }

    private func requireDeliverable(_ delivery: Delivery?) throws -> Delivery {
        guard let delivery else { throw Problem.invalid("/delivery", "is required") }
        switch delivery.method {
        case .ship:
            guard delivery.address != nil else { throw Problem.invalid("/delivery/address", "is required to ship") }
        case .pickup:
            guard delivery.locationID != nil else {
                throw Problem.invalid("/delivery/locationId", "is required to pick up")
            }
        case .carryOut:
            throw Problem.invalid("/delivery/method", "carryOut is for tills")
        }
        return delivery
    }
}
