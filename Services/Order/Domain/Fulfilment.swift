/// What the news from Logistics means for an order. News may come twice and in any order; what is behind the order's
/// status already changes nothing, and nothing brings a cancelled order back.
enum FulfilmentNews: Equatable, Sendable {
    case shipped
    case delivered(orderComplete: Bool)
}

extension OrderStatus {
    /// The status after the news, or nil when it changes nothing.
    func after(_ news: FulfilmentNews) -> OrderStatus? {
        switch (self, news) {
        case (.placed, .shipped): .shipped
        case (.placed, .delivered(orderComplete: false)): .shipped
        case (.placed, .delivered(orderComplete: true)), (.shipped, .delivered(orderComplete: true)): .delivered
        case (.shipped, .shipped), (.shipped, .delivered(orderComplete: false)), (.delivered, _): nil
        case (.checkingOut, _), (.awaitingPayment, _), (.cancelled, _), (.rejected, _): nil
        }
    }
}
