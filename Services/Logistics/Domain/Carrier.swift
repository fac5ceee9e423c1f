import Models

struct Carrier: Equatable, Sendable {
    enum Numbering: String, CaseIterable, Sendable {
        case s10, sscc
    }

    let code: CarrierCode
    let name: String
    let numbering: Numbering
    let numberPrefix: String
    let numberSuffix: String
    /// Where it delivers; everywhere when empty.
    let countries: [CountryCode]
    /// How many units fit what it takes as one item.
    let unitsMax: Int
    /// Lower is asked first.
    let priority: Int

    /// The number of its next label; nil when the carrier's row makes no valid one.
    func trackingNumber(serial: Int) -> String? {
        switch numbering {
        case .s10: S10Number(service: numberPrefix, serial: serial, country: numberSuffix)?.description
        case .sscc: SSCC(prefix: numberPrefix, serial: serial)?.description
        }
    }
}

/// A carrier's short name, of the form of a channel's; it is the carrier's id.
struct CarrierCode: TextValue {
    static let expectation = ChannelID.expectation
    let value: String

    init?(_ text: String) {
        guard let code = ChannelID(text) else { return nil }
        value = code.value
    }
}

struct CarrierChoice: Equatable, Sendable {
    let carrier: Carrier
    /// Why this one, in one line for whoever asks later.
    let explanation: String
}

extension [Carrier] {
    /// The first by priority that goes there and takes that much.
    func choice(units: Int, to country: CountryCode?) throws(LogisticsError) -> CarrierChoice {
        let feasible = filter { carrier in
            units <= carrier.unitsMax
                && (carrier.countries.isEmpty || country.map(carrier.countries.contains) ?? false)
        }
        let best = feasible.min { ($0.priority, $0.code.value) < ($1.priority, $1.code.value) }
        guard let best else { throw .noCarrier(units: units, country: country) }
        return CarrierChoice(
            carrier: best,
            explanation: "\(best.code.value) takes \(units) units, first by priority of \(feasible.count) that can"
        )
    }
}
