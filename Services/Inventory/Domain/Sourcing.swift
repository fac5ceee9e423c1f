import Models

/// Where an order's units shall come from, and why.
struct SourcingDecision: Equatable, Sendable {
    let allocations: [Allocated]
    let explanation: String
}

extension StockPool {
    /// Promises every line or none. One location that holds everything saves a parcel and so goes before any rank;
    /// otherwise each line comes whole from the best location, and only a line that nobody holds whole is split.
    mutating func source(_ lines: [ReservationLine], pickup: LocationID?) throws(OutOfStock) -> SourcingDecision {
        let candidates = pickup.map { [$0] } ?? shipping
        try requireEnough(for: lines, in: candidates)

        if let single = candidates.first(where: { holdsAll(lines, at: $0) }) {
            let allocations = lines.map { take($0, whole: $0.quantity, at: single) }
            let reason = pickup == nil ? "holds every line, first by priority" : "is where the customer collects"
            return SourcingDecision(allocations: allocations, explanation: "\(single.value) \(reason)")
        }
        let allocations = lines.flatMap { spread($0, over: candidates) }
        return SourcingDecision(
            allocations: allocations,
            explanation: "no location holds every line: " + allocations.map(\.summary).joined(separator: ", ")
        )
    }

    /// A line may be split, so enough of each SKU in all places together is enough; lines of one SKU are summed first.
    private func requireEnough(for lines: [ReservationLine], in candidates: [LocationID]) throws(OutOfStock) {
        let shortages = Self.totals(lines).compactMap { sku, wanted -> Shortage? in
            let found = candidates.reduce(0) { $0 + available(sku, at: $1) }
            guard found < wanted else { return nil }
            let indices = lines.indices.filter { lines[$0].sku == sku }
            return Shortage(sku: sku, wanted: wanted, available: found, lines: indices)
        }
        guard shortages.isEmpty else {
            throw OutOfStock(shortages: shortages.sorted { $0.sku.value < $1.sku.value })
        }
    }

    private func holdsAll(_ lines: [ReservationLine], at location: LocationID) -> Bool {
        Self.totals(lines).allSatisfy { sku, wanted in available(sku, at: location) >= wanted }
    }

    private mutating func spread(_ line: ReservationLine, over candidates: [LocationID]) -> [Allocated] {
        if let whole = candidates.first(where: { available(line.sku, at: $0) >= line.quantity }) {
            return [take(line, whole: line.quantity, at: whole)]
        }
        var missing = line.quantity
        var parts: [Allocated] = []
        for location in candidates where missing > 0 {
            let part = min(missing, available(line.sku, at: location))
            guard part > 0 else { continue }
            parts.append(take(line, whole: part, at: location))
            missing -= part
        }
        return parts
    }

    private mutating func take(_ line: ReservationLine, whole quantity: Int, at location: LocationID) -> Allocated {
        take(quantity, of: line.sku, at: location)
        return Allocated(lineID: line.lineID, sku: line.sku, location: location, quantity: quantity)
    }

    private static func totals(_ lines: [ReservationLine]) -> [SKU: Int] {
        lines.reduce(into: [:]) { $0[$1.sku, default: 0] += $1.quantity }
    }
}

extension Allocated {
    fileprivate var summary: String { "line \(lineID) \(quantity) from \(location.value)" }
}

struct Shortage: Equatable, Sendable {
    let sku: SKU
    let wanted: Int
    let available: Int
    /// Which lines of the request ask for it, by position.
    let lines: [Int]
}

/// No line of the order was promised, because these could not be.
struct OutOfStock: Error, Equatable {
    let shortages: [Shortage]
}
