/// How a customer pays. The last four are tenders: money that a till or a marketplace has already taken.
enum PaymentMethod: String, CaseIterable, Sendable {
    case card, alipay, wechat, unionpay, wallet
    case cash, tillCard, marketplace, otherTender

    /// The methods that a provider carries out.
    static let online: [PaymentMethod] = [.card, .alipay, .wechat, .unionpay, .wallet]

    /// No provider is asked: refunds are paid out where the money was taken.
    var isTender: Bool { !Self.online.contains(self) }
}
