public import JSON

/// What an offer does.
public enum PromotionEffect: Sendable, Hashable {
    /// Hundredths of a percent off each line it counts for, 0…10 000.
    case percentOff(basisPoints: Int)

    /// Off all lines it counts for together, once, and never more than they cost.
    case fixedOff(Money)

    /// The best tier whose threshold the list prices of its lines reach.
    case spendAndSave(tiers: [SpendAndSaveTier])
}

/// Spend `threshold`, save `off`.
public struct SpendAndSaveTier: Sendable, Hashable {
    public let threshold: Money
    public let off: Money

    public init(threshold: Money, off: Money) {
        self.threshold = threshold
        self.off = off
    }
}

extension SpendAndSaveTier: JSONConvertible {
    public init?(json: JSONNode) {
        let threshold: Money? = json.required("threshold")
        let off: Money? = json.required("off")
        guard let threshold, let off else { return nil }
        self.init(threshold: threshold, off: off)
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("threshold", threshold)
            json.field("off", off)
        }
    }
}

/// `{"type": "percentOff", "basisPoints": 1000}`, `{"type": "fixedOff", "off": …}`, `{"type": "spendAndSave", "tiers": […]}`
extension PromotionEffect: JSONConvertible {
    private enum Kind: String, CaseIterable, JSONConvertible {
        case percentOff, fixedOff, spendAndSave
    }

    public init?(json: JSONNode) {
        switch json.required("type", as: Kind.self) {
        case .percentOff:
            guard let basisPoints: Int = json.required("basisPoints", in: 0...10_000) else { return nil }
            self = .percentOff(basisPoints: basisPoints)
        case .fixedOff:
            guard let off: Money = json.required("off") else { return nil }
            self = .fixedOff(off)
        case .spendAndSave:
            guard let tiers: [SpendAndSaveTier] = json.required("tiers", count: 1...20) else { return nil }
            self = .spendAndSave(tiers: tiers)
        case nil:
            return nil
        }
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .percentOff(let basisPoints):
                json.field("type", Kind.percentOff)
                json.field("basisPoints", basisPoints)
            case .fixedOff(let off):
                json.field("type", Kind.fixedOff)
                json.field("off", off)
            case .spendAndSave(let tiers):
                json.field("type", Kind.spendAndSave)
                json.field("tiers", tiers)
            }
        }
    }
}
