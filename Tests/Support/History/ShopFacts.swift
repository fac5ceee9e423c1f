/// What a shop's data say when nothing is under way any more, read past the services.
public struct ShopFacts: Sendable {
    public struct Order: Sendable {
        public var id: String
        /// Of the wish that it fulfils.
        public var key: String
        public var sku: String
        public var units: Int
        public var coupon: String?
        public var totalMinor: Int64
        /// What its goods cost by the price list and its coupon.
        public var dueMinor: Int64
        public var status: String
        public var history: [Move] = []

        public var isPlaced: Bool { ["placed", "shipped", "delivered"].contains(status) }

        public init(
            id: String,
            key: String,
            sku: String,
            units: Int,
            coupon: String?,
            totalMinor: Int64,
            dueMinor: Int64,
            status: String,
            history: [Move] = []
        ) {
            self.id = id
            self.key = key
            self.sku = sku
            self.units = units
            self.coupon = coupon
            self.totalMinor = totalMinor
            self.dueMinor = dueMinor
            self.status = status
            self.history = history
        }
    }

    /// A step of an order's history.
    public struct Move: Sendable, Equatable {
        public let version: Int
        public let from: String?
        public let to: String

        public init(version: Int, from: String?, to: String) {
            self.version = version
            self.from = from
            self.to = to
        }
    }

    public struct Stock: Sendable {
        /// At first, and what came since.
        public var received: Int
        public var onHand: Int
        public var reserved: Int

        public init(received: Int, onHand: Int, reserved: Int) {
            self.received = received
            self.onHand = onHand
            self.reserved = reserved
        }
    }

    /// An event as it was said, or as a hearer applied it.
    public struct News: Hashable, Sendable {
        public let hearer: String
        public let id: String
        public let subject: String
        public let position: Int

        public init(hearer: String, id: String, subject: String, position: Int) {
            self.hearer = hearer
            self.id = id
            self.subject = subject
            self.position = position
        }
    }

    /// What the provider's own journal says of one order.
    public struct Charge: Sendable {
        public var opened = 0
        public var heldMinor: Int64 = 0
        public var captures = 0
        public var capturedMinor: Int64 = 0
        public var refundedMinor: Int64 = 0

        public init() {}
    }

    public var orders: [Order] = []
    public var stock: [String: Stock] = [:]
    /// How often each coupon may be used.
    public var coupons: [String: Int] = [:]
    public var said: [News] = []
    /// In the order in which each hearer applied them.
    public var heard: [News] = []
    public var charges: [String: Charge] = [:]
    /// What the shop owes back of each order.
    public var refundsDueMinor: [String: Int64] = [:]

    public init() {}
}
