import JSON

/// A quantile of an action's time that must not be passed.
struct LoadThreshold: Sendable {
    let action: LoadMix.Action
    /// Above 0, at most 1.
    let quantile: Double
    let milliseconds: Double
}

extension LoadThreshold: JSONReadable {
    init?(json: JSONNode) {
        let action = json.required("action", as: LoadMix.Action.self)
        let quantile = json.required("quantile", in: 0.001...1.0)
        let milliseconds = json.required("milliseconds", in: 0.001...3_600_000.0)
        guard let action, let quantile, let milliseconds else { return nil }
        self.init(action: action, quantile: quantile, milliseconds: milliseconds)
    }
}

extension LoadMix {
    /// What did not go as well as it has to; a line each, none when all went well. An action that nobody took breaks
    /// its threshold, because nothing has been shown of it.
    func breaches(in tally: LoadTally) -> [String] {
        var breaches = thresholds.compactMap { threshold -> String? in
            let name = "\(threshold.action.rawValue) at \(threshold.quantile)"
            guard let milliseconds = tally[threshold.action].milliseconds(at: threshold.quantile) else {
                return "\(name): nobody did it"
            }
            guard milliseconds > threshold.milliseconds else { return nil }
            return "\(name): \(milliseconds.short) ms, at most \(threshold.milliseconds.short)"
        }
        if tally.failureShare > failureShareMax {
            breaches.append("\((tally.failureShare * 100).short) % failed, at most \((failureShareMax * 100).short)")
        }
        return breaches
    }
}
