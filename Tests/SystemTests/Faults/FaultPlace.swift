import Models
import ServiceKit

/// A place in a service at which it is hurt.
struct FaultPlace: Sendable, CustomStringConvertible {
    let service: ServiceName
    let point: Failpoint
    /// Which of several like places.
    var detail = ""
    /// What must go wrong elsewhere, so that this place is reached at all: here a batch of events, and then the first of
    /// them alone.
    var given: (service: ServiceName, failpoint: String)?

    enum Kind: String, CaseIterable {
        case kill, error, stall
    }

    /// As the service's environment names it.
    var name: String { detail.isEmpty ? "\(point)" : "\(point)/\(detail)" }
    var description: String { "\(service.rawValue) \(name)" }

    /// Every place that a purchase passes, service by service.
    static let all: [FaultPlace] = saga + purchase + news

    private static let saga: [FaultPlace] =
        ["promise-goods", "authorise-payment", "confirm-hold"].flatMap { step in
            [Failpoint.sagaRunBefore, .sagaRunAfter].map { FaultPlace(service: .order, point: $0, detail: step) }
        }
        + ["promise-goods", "authorise-payment"].flatMap { step in
            [Failpoint.sagaUndoBefore, .sagaUndoAfter].map { FaultPlace(service: .order, point: $0, detail: step) }
        }
        + [
            Failpoint.sagaClaimed, .sagaSaveInside, .sagaSaveAfter, .sagaRestInside, .sagaRestAfter,
            .sagaSuccessInside, .sagaSuccessAfter, .sagaUnwoundInside, .sagaUnwoundAfter,
        ].map { FaultPlace(service: .order, point: $0) }

    private static let purchase: [FaultPlace] =
        [Failpoint.onceInside, .onceAfter, .checkoutInside, .checkoutBegun].map {
            FaultPlace(service: .order, point: $0)
        }
        + [Failpoint.onceInside, .onceAfter].map { FaultPlace(service: .logistics, point: $0) }
        + [Failpoint.holdInside, .holdAfter, .releaseInside, .releaseAfter, .holdsExpireInside, .holdsExpireAfter].map {
            FaultPlace(service: .inventory, point: $0)
        }
        + [Failpoint.quoteAfter, .quoteReleaseInside, .quoteReleaseAfter].map {
            FaultPlace(service: .marketing, point: $0)
        }
        + [
            Failpoint.paymentRecorded, .paymentAnswered, .paymentStored, .paymentReleaseInside, .paymentReleaseAfter,
            .paymentClaimed, .callbackBefore, .callbackInside, .callbackAfter,
        ].map { FaultPlace(service: .payment, point: $0) }

    private static let news: [FaultPlace] =
        [ServiceName.order, .payment, .logistics].flatMap { speaker in
            [Failpoint.relayBefore, .relayTold, .relaySettleInside, .relaySettleAfter].map {
                FaultPlace(service: speaker, point: $0)
            }
        }
        + [Failpoint.backlogBefore, .backlogTold, .backlogSettleInside, .backlogSettleAfter].map {
            FaultPlace(service: .order, point: $0, given: (.inventory, "inboxBefore@error@1,inboxBefore@error@1"))
        }
        + [ServiceName.inventory, .order, .payment, .logistics, .marketing].flatMap { hearer in
            [Failpoint.inboxBefore, .inboxInside, .inboxAfter].map { FaultPlace(service: hearer, point: $0) }
        }
}
