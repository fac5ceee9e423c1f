import JSON
import ServiceKit
import Synchronization

/// The behaviour in force; it starts well and is forgotten with the process.
final class BehaviourBox: Sendable {
    private let behaviour = Mutex(Behaviour())

    var current: Behaviour {
        get { behaviour.withLock(\.self) }
        set { behaviour.withLock { $0 = newValue } }
    }

    func roll() -> Behaviour.Fate {
        current.fate { Int.random(in: 0..<1000) }
    }
}

extension SimulatorRoutes {
    func showBehaviour(_ request: ServiceRequest) async throws -> ServiceResponse {
        .ok(behaviour.current)
    }

    /// Replaces all settings at once; what is left out behaves well again.
    func setBehaviour(_ request: ServiceRequest) async throws -> ServiceResponse {
        behaviour.current = try request.decode(Behaviour.self)
        return .ok(behaviour.current)
    }
}

extension Behaviour: JSONConvertible {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("latencyMs", latencyMilliseconds)
            json.field("failRate", Double(failPerMille) / 1000)
            json.field("loseAnswerRate", Double(loseAnswerPerMille) / 1000)
            json.field("declineRate", Double(declinePerMille) / 1000)
            json.field("callbackDelayMs", callbackDelayMilliseconds)
            json.field("callbackTwice", callbackTwice)
            json.field("callbackOutOfOrder", callbackOutOfOrder)
            json.field("callbackLossRate", Double(callbackLossPerMille) / 1000)
            json.field("callbackAlways", callbackAlways)
            json.field("approveAfterMs", approveAfterMilliseconds)
            json.field("actionSeconds", actionSeconds)
        }
    }

    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        let delay = 0...60_000
        self.init()
        latencyMilliseconds = json.optional("latencyMs", in: delay) ?? latencyMilliseconds
        failPerMille = json.perMille("failRate")
        loseAnswerPerMille = json.perMille("loseAnswerRate")
        declinePerMille = json.perMille("declineRate")
        callbackDelayMilliseconds = json.optional("callbackDelayMs", in: delay) ?? callbackDelayMilliseconds
        callbackTwice = json.optional("callbackTwice") ?? callbackTwice
        callbackOutOfOrder = json.optional("callbackOutOfOrder") ?? callbackOutOfOrder
        callbackLossPerMille = json.perMille("callbackLossRate")
        callbackAlways = json.optional("callbackAlways") ?? callbackAlways
        approveAfterMilliseconds = json.optional("approveAfterMs", in: delay)
        actionSeconds = json.optional("actionSeconds", in: 1...86_400) ?? actionSeconds
    }
}

extension JSONNode {
    /// A share from 0 to 1, kept as whole thousandths.
    fileprivate func perMille(_ name: StaticString) -> Int {
        optional(name, in: 0.0...1.0).map { Int(($0 * 1000).rounded()) } ?? 0
    }
}
