public import JSON
public import Models

/// What another service answered: a success or a definite no (4xx). Everything else is a `PeerError`.
public struct PeerResponse: Sendable {
    public let peer: ServiceName
    public let status: Int
    public let body: [UInt8]
    private let answer: HTTPAnswer

    init(peer: ServiceName, answer: HTTPAnswer) {
        self.peer = peer
        self.status = answer.status
        self.body = answer.body
        self.answer = answer
    }

    public var isSuccess: Bool { (200..<300).contains(status) }

    public func header(_ name: String) -> String? { answer.header(name) }

    /// Throws `PeerError.invalidAnswer` for a body that is not what the contract says.
    public func decode<T: JSONReadable>(_ type: T.Type = T.self) throws(PeerError) -> T {
        do {
            return try JSON.decode(T.self, from: body)
        } catch {
            throw .invalidAnswer(peer, reason: "\(status): \(error)")
        }
    }

    /// The `type` of a problem answer, such as `/problems/out-of-stock`.
    public var problemType: String? { problemText("type") }

    /// The `detail` of a problem answer.
    public var problemDetail: String? { problemText("detail") }

    private func problemText(_ name: StaticString) -> String? {
        guard !isSuccess, let problem = try? JSON.parse(body) else { return nil }
        return problem.child(name)?.string
    }
}
