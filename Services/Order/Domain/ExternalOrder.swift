import JSON
import Models

/// A sale that was made elsewhere, at prices of its own. Trusted for what it says, not for its arithmetic.
struct TillOrder: Sendable {
    let externalID: String
    let channelID: ChannelID
    let locationID: LocationID
    let customerID: CustomerID?
    /// By the till's clock, which may be wrong.
    let placedAt: Timestamp
    let breakdown: Breakdown
    let tender: Tender
    let locale: LanguageTag
}

/// An order that a marketplace has sold and been paid for; the goods are still ours to find.
struct MarketplaceOrder: Sendable {
    let externalID: String
    let channelID: ChannelID
    let customerID: CustomerID?
    let placedAt: Timestamp
    let breakdown: Breakdown
    let delivery: Delivery
    let reference: String?
    let locale: LanguageTag
}

/// Why a sale that was made elsewhere is not believed.
enum ExternalOrderError: Error, Equatable {
    case breakdown(BreakdownError)
    case tenderDiffers
    case noLines
    case negative
    case withoutUnits(lineID: Int)
    case undeliverable
    case otherChannel
}

extension TillOrder {
    /// Lines without units and lines below zero are real; sums that don't sum up are not.
    func verify() throws(ExternalOrderError) {
        try breakdown.verified()
        guard tender.amount == breakdown.total else { throw .tenderDiffers }
    }
}

extension MarketplaceOrder {
    func verify() throws(ExternalOrderError) {
        try breakdown.verified()
        guard !breakdown.total.isNegative else { throw .negative }
        if let line = breakdown.lines.first(where: { $0.quantity.value == 0 }) {
            throw .withoutUnits(lineID: line.lineID)
        }
        switch delivery.method {
        case .ship where delivery.address != nil, .pickup where delivery.locationID != nil: break
        case .ship, .pickup, .carryOut: throw .undeliverable
        }
    }
}

extension Breakdown {
    fileprivate func verified() throws(ExternalOrderError) {
        guard !lines.isEmpty else { throw .noLines }
        do {
            try verify()
        } catch {
            throw .breakdown(error)
        }
    }
}
