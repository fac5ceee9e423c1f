import ServiceKit

/// One checkout of an overload, in seconds since its beginning.
struct OverloadSample: Sendable {
    /// What became of it.
    enum Fate: Hashable, Sendable {
        case placed
        /// Taken, and on its way when it was answered.
        case accepted
        /// Refused for want of room, with a time after which to ask again; nothing was done.
        case shed
        case failed(String)
    }

    let meant: Double
    /// Later than it was meant to be where the load generator could not keep up.
    let begun: Double
    let ended: Double
    let fate: Fate

    /// From when it was meant to begin.
    var milliseconds: Double { (ended - meant) * 1000 }
    var lateMilliseconds: Double { (begun - meant) * 1000 }
}

extension OverloadSample.Fate {
    init(_ answer: HTTPAnswer) {
        switch answer.status {
        case 201: self = .placed
        case 202: self = .accepted
        // An outcome that nobody knows is no refusal: the order may be placed.
        case 429, 503:
            let isRefusal = answer.header("Retry-After") != nil && !answer.text.contains("/problems/outcome-unknown")
            self = isRefusal ? .shed : Self.failure(answer)
        default: self = Self.failure(answer)
        }
    }

    private static func failure(_ answer: HTTPAnswer) -> Self { .failed("\(answer.status) \(answer.text.prefix(160))") }
}
