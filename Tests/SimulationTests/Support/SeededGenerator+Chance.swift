import Models
import TestSupport

extension SeededGenerator {
    /// True once in so many times.
    mutating func chance(oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }

    mutating func pick<C: Collection>(_ choices: C) -> C.Element? { choices.randomElement(using: &self) }

    mutating func id<Tag>() -> ID<Tag> { ID(UUIDValue(high: next(), low: next())) }
}

extension Timestamp {
    static let noon = Timestamp(microseconds: 1_767_268_800_000_000)
}
