/// Something of which there is only so much, the units of a SKU or the uses of a coupon, and what its clients saw of it.
///
/// A purchase takes effect at one moment between its call and its answer. Where each may have had it can't be known, so
/// it is bounded: what must have been taken by a moment, and what may have been. A history that breaks a bound has no
/// order of moments at all; for a counter these bounds find whatever clients can see of overselling, lost units and
/// refusals without a reason.
struct LimitedResource {
    let name: String
    let atFirst: Int
    /// Takes units for good, or for a while when it is refused for another reason.
    var takers: [Span] = []
    /// Was told that there is not enough left.
    var refused: [Span] = []
    /// Was told how many are left.
    var reads: [Span] = []
    var restocks: [Span] = []

    struct Span: Sendable {
        enum Certainty { case certain, unknown, undone }

        let key: String
        let units: Int
        let from: Int64
        let to: Int64
        var certainty = Certainty.certain
    }

    func breaches() -> [HistoryBreach] { oversold() + refusedWithoutReason() + misread() }

    private func oversold() -> [HistoryBreach] {
        var taken = 0
        for taker in takers.filter({ $0.certainty == .certain }).sorted(by: { $0.to < $1.to }) {
            taken += taker.units
            let supplied = mostSupplied(at: taker.to)
            if taken > supplied { return [HistoryBreach(.linearizability, "\(name): \(taken) of \(supplied) taken")] }
        }
        return []
    }

    private func refusedWithoutReason() -> [HistoryBreach] {
        refused.compactMap { span in
            let moments = moments(in: span)
            let wasScarce = moments.contains {
                perhapsTaken(at: $0, without: span.key) + span.units > leastSupplied(at: $0)
            }
            return wasScarce
                ? nil : HistoryBreach(.linearizability, "\(name): \(span.key) was refused, and there was enough")
        }
    }

    private func misread() -> [HistoryBreach] {
        reads.compactMap { read in
            let isPossible = moments(in: read).contains { moment in
                let most = mostSupplied(at: moment) - certainlyTaken(at: moment)
                let least = leastSupplied(at: moment) - perhapsTaken(at: moment, without: "")
                return (min(least, most)...most).contains(read.units)
            }
            return isPossible ? nil : HistoryBreach(.linearizability, "\(name): read \(read.units), which it never was")
        }
    }

    /// Those at which a bound may change within a span, with its ends.
    private func moments(in span: Span) -> [Int64] {
        let changes = (takers + restocks).flatMap { [$0.from, $0.to, $0.to == .max ? .max : $0.to + 1] }
        return [span.from, span.to] + changes.filter { $0 > span.from && $0 < span.to }
    }

    private func certainlyTaken(at moment: Int64) -> Int {
        takers.reduce(0) { $0 + ($1.certainty == .certain && $1.to <= moment ? $1.units : 0) }
    }

    private func perhapsTaken(at moment: Int64, without key: String) -> Int {
        takers.reduce(0) { sum, taker in
            let isOver = taker.certainty == .undone && taker.to < moment
            return sum + (taker.from <= moment && !isOver && taker.key != key ? taker.units : 0)
        }
    }

    private func leastSupplied(at moment: Int64) -> Int {
        atFirst + restocks.reduce(0) { $0 + ($1.certainty == .certain && $1.to <= moment ? $1.units : 0) }
    }

    private func mostSupplied(at moment: Int64) -> Int {
        atFirst + restocks.reduce(0) { $0 + ($1.from <= moment ? $1.units : 0) }
    }
}
