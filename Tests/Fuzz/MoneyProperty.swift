import JSON
import Models

/// Arithmetic on money is exact or says that it overflows, by the rules of whole numbers twice as wide; shares always
/// sum to the whole.
func checkMoney(_ bytes: [UInt8]) {
    var numbers = Numbers(bytes: bytes[...])
    let (left, right) = (numbers.next(), numbers.next())
    let (one, other) = (Money.cny(left), Money.cny(right))
    agrees(try? one.adding(other), Int128(left) + Int128(right), "a sum")
    agrees(try? one.subtracting(other), Int128(left) - Int128(right), "a difference")
    agrees(try? one.multiplied(by: right), Int128(left) * Int128(right), "a product")
    agrees(try? one.negated(), -Int128(left), "a negation")
    checkPortion(one, numerator: right, denominator: numbers.next())
    checkShares(of: one, weights: numbers.rest())
    hold((try? JSON.decode(from: JSON.encode(one))) == one, "money is read otherwise than written")
    if let read = try? JSON.decode(Money.self, from: bytes) {
        hold((try? JSON.decode(from: JSON.encode(read))) == read, "money is read otherwise than written")
    }
}

private func agrees(_ money: Money?, _ exact: Int128, _ what: String) {
    hold(money?.amountMinor == Int64(exactly: exact), "\(what) is not exact")
}

/// Each rounding is less than one unit from the exact amount, on its own side, and a refund mirrors its sale.
private func checkPortion(_ money: Money, numerator: Int64, denominator: Int64) {
    let exact = Int128(money.amountMinor) * Int128(numerator)
    for rounding in Rounding.allCases {
        let portion = try? money.portion(numerator: numerator, denominator: denominator, rounding: rounding)
        guard let portion else {
            let largest = Int128(Int64.max) * Int128(max(denominator, 1))
            hold(denominator <= 0 || exact.magnitude + UInt128(denominator) > largest.magnitude, "a portion is refused")
            continue
        }
        hold(denominator > 0, "a portion of nothing")
        let excess = (Int128(portion.amountMinor) * Int128(denominator) - exact) * (exact < 0 ? -1 : 1)
        let unit = Int128(denominator)
        let isRight =
            switch rounding {
            case .up: 0..<unit ~= excess
            case .down: 0..<unit ~= -excess
            case .halfUp: -unit < 2 * excess && 2 * excess <= unit
            case .halfEven:
                (2 * excess).magnitude < unit.magnitude
                    || (2 * excess).magnitude == unit.magnitude && portion.amountMinor % 2 == 0
            }
        hold(isRight, "a portion is rounded wrongly")
        if let opposite = try? money.negated() {
            let refund = try? opposite.portion(numerator: numerator, denominator: denominator, rounding: rounding)
            hold(refund == (try? portion.negated()) || portion.amountMinor == .min, "a refund does not mirror its sale")
        }
    }
}

private func checkShares(of money: Money, weights: [Int64]) {
    guard let shares = try? money.allocated(by: weights) else {
        hold(weights.allSatisfy { $0 == 0 } || weights.contains { $0 < 0 }, "shares are refused")
        return
    }
    let whole = Int128(money.amountMinor)
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    hold(shares.reduce(Int128(0)) { $0 + Int128($1.amountMinor) } == whole, "shares do not sum to the whole")
    for (share, weight) in zip(shares, weights) {
        // Divided, for the product of a share and the total may be wider than 128 bits.
        let (least, remainder) = (whole * Int128(weight)).quotientAndRemainder(dividingBy: total)
        let most = remainder == 0 ? least : least + (whole < 0 ? -1 : 1)
        hold([least, most].contains(Int128(share.amountMinor)), "a share is a unit or more from its exact size")
    }
}

/// Whole numbers out of bytes: a byte says how wide, so that small ones are as likely as large ones.
private struct Numbers {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> Int64 {
        let width = Int(bytes.popFirst() ?? 0) % 9
        let own = bytes.prefix(width)
        bytes = bytes.dropFirst(width)
        let magnitude = own.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return width == 8 ? Int64(bitPattern: magnitude) : Int64(magnitude)
    }

    mutating func rest() -> [Int64] {
        var numbers: [Int64] = []
        while !bytes.isEmpty, numbers.count < 100 { numbers.append(next()) }
        return numbers
    }
}
