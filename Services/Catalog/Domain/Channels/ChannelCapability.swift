import Models

/// What shoppers and staff can do in a channel.
enum ChannelCapability: String, CaseIterable, Sendable {
    case browse, basket, checkout, guestCheckout, orderIntake
    case delivery, pickup, carryOut, returns
    case memberPrices, coupons, points
    case cash, voice, liveStream
}

extension ChannelType {
    /// What a channel of this type usually does; a new channel that names no capabilities starts with these.
    var usualCapabilities: [ChannelCapability] {
        switch self {
        case .web: [.browse, .basket, .checkout, .guestCheckout, .delivery, .pickup, .memberPrices, .coupons, .points]
        case .app, .miniProgram: [.browse, .basket, .checkout, .delivery, .pickup, .memberPrices, .coupons, .points]
        case .social: [.browse, .basket, .checkout, .delivery, .coupons]
        case .live: [.browse, .basket, .checkout, .delivery, .coupons, .liveStream]
        case .marketplace: [.browse, .orderIntake, .delivery]
        case .crossBorder: [.browse, .basket, .checkout, .delivery]
        case .store: [.orderIntake, .carryOut, .pickup, .returns, .memberPrices, .coupons, .points, .cash]
        case .kiosk: [.browse, .basket, .checkout, .carryOut, .pickup, .delivery]
        case .vending: [.browse, .checkout, .carryOut]
        case .partner: [.orderIntake, .delivery]
        case .voice: [.browse, .basket, .checkout, .delivery, .voice]
        }
    }
}
