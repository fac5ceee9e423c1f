import Models
import TestSupport

@testable import ServiceKit

/// What is on its way between relays and hearers. Nothing is in order, and nothing is sure.
struct NewsWire {
    private struct Parcel {
        let message: NewsHearer.Message
        let hearer: ServiceName
        var isSecond = false
    }

    var answers: [Int: InboxResult] = [:]
    private var parcels: [Parcel] = []
    private var awaited: Set<Int> = []
    private var sent = 0

    var isEmpty: Bool { parcels.isEmpty }

    /// - Returns: The message's number.
    mutating func send(_ events: [CloudEvent], to hearer: ServiceName) -> Int {
        sent += 1
        parcels.append(Parcel(message: NewsHearer.Message(number: sent, events: events), hearer: hearer))
        awaited.insert(sent)
        return sent
    }

    /// Hands something over, loses it, or hands it over and keeps it to hand it over again.
    mutating func deliver(
        _ random: inout SeededGenerator,
        isRough: Bool
    ) -> (message: NewsHearer.Message, hearer: ServiceName, isLate: Bool, isSecond: Bool)? {
        guard let index = random.pick(parcels.indices) else { return nil }
        let parcel = parcels[index]
        if isRough && random.chance(oneIn: 8), !parcel.isSecond {
            parcels[index].isSecond = true
        } else {
            parcels.remove(at: index)
            if isRough && random.chance(oneIn: 8) { return nil }
        }
        return (parcel.message, parcel.hearer, !awaited.contains(parcel.message.number), parcel.isSecond)
    }

    enum Answer {
        case awaited
        case told(InboxResult)
        /// The sender has waited long enough.
        case givenUp
    }

    mutating func answer(to number: Int, _ random: inout SeededGenerator, isRough: Bool) -> Answer {
        if let result = answers.removeValue(forKey: number) {
            awaited.remove(number)
            return .told(result)
        }
        guard random.chance(oneIn: isRough ? 12 : 40) else { return .awaited }
        awaited.remove(number)
        return .givenUp
    }
}
