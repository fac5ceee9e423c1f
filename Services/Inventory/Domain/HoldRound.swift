import Models

/// One batch of holds, first come, first served: a pure fold over what stood when the rows were locked.
struct HoldRound: Sendable {
    private(set) var pool: StockPool
    private(set) var accepted: [Reservation] = []
    private var standing: [OrderID: Reservation]
    private let now: Timestamp

    init(pool: StockPool, standing: [Reservation], now: Timestamp) {
        self.pool = pool
        self.standing = Dictionary(standing.map { ($0.orderID, $0) }, uniquingKeysWith: { first, _ in first })
        self.now = now
    }

    /// An order that asks twice, even within one batch, gets the answer that stands.
    mutating func hold(_ request: ReservationRequest) throws -> HoldOutcome {
        if let reservation = standing[request.orderID] {
            let standing = try reservation.repeated(for: request)
            return HoldOutcome(
                reservation: standing,
                isNew: false,
                needsRenewal: standing.needsRenewal(asked: request, at: now)
            )
        }
        if let pickup = request.pickupLocation, !pool.handsOver(at: pickup) {
            throw InventoryError.pickupNotOffered(pickup)
        }
        let decision = try pool.source(request.lines, pickup: request.pickupLocation)
        let reservation = Reservation(
            orderID: request.orderID,
            channelID: request.channelID,
            status: .held,
            expiresAt: now + request.holdSeconds,
            allocations: decision.allocations,
            explanation: decision.explanation
        )
        standing[request.orderID] = reservation
        accepted.append(reservation)
        return HoldOutcome(reservation: reservation, isNew: true)
    }
}

struct HoldOutcome: Equatable, Sendable {
    let reservation: Reservation
    let isNew: Bool
    /// Whether the answer cannot be relied on until the promise was made anew.
    var needsRenewal = false
}

extension Reservation {
    /// Whether the customer took so long that the promise must be made anew. Asked again within a moment, the first answer
    /// stands to the letter.
    fileprivate func needsRenewal(asked request: ReservationRequest, at now: Timestamp) -> Bool {
        switch status {
        case .held: expiresAt < now + request.holdSeconds / 2
        case .expired: true
        case .firm, .committed, .released: false
        }
    }

    /// The answer to a repeated request: what stands, as long as it is what was asked for. An expired promise binds
    /// nobody to its lines; a released one was given up for good.
    func repeated(for request: ReservationRequest) throws(InventoryError) -> Reservation {
        switch status {
        case .held, .firm, .committed:
            guard covers(request.lines) else { throw .reservationDiffers(orderID) }
            return self
        case .expired:
            return self
        case .released:
            throw .reservationReleased(orderID)
        }
    }
}
