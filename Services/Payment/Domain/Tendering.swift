import Models

extension Payment {
    /// A payment that a till or a marketplace took before we heard of it: captured from the start. It is booked but not
    /// announced, because the order that brought it knows.
    static func tendered(
        _ id: PaymentID,
        orderID: OrderID,
        customerID: CustomerID?,
        method: PaymentMethod,
        amount: Money
    ) -> Decision {
        var payment = Payment(
            id: id,
            orderID: orderID,
            customerID: customerID,
            method: method,
            amount: amount,
            token: nil,
            returnURL: nil,
            capture: .now
        )
        payment.stage = .captured
        payment.capturedMinor = amount.amountMinor
        return Decision(payment: payment, postings: [.capture(amount, of: payment)])
    }
}
