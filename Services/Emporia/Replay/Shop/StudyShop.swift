import Crypto
import JSON
import Models
import ServiceKit

/// The study's calls to a shop. Each may be repeated: what is there already stays as it is.
struct StudyShop: Sendable {
    let staff: ShopClient
    /// How many requests are under way at a time.
    let concurrency: Int

    init(_ shop: LocalShop, concurrency: Int = 16) throws {
        staff = try ShopClient(shop.entrance)
        self.concurrency = concurrency
    }

    /// Sends a request under a key that stands for its content, and again while the service is busy.
    @discardableResult
    func post(
        _ service: ServiceName,
        _ path: String,
        as client: ShopClient? = nil,
        accepting: Set<Int> = [],
        _ write: (inout JSONWriter) -> Void
    ) async throws -> HTTPAnswer {
        var json = JSONWriter()
        json.object { write(&$0) }
        let body = json.bytes
        let key = "replay-" + SHA256.hash(data: body).prefix(16).map { Hex.text($0) }.joined()
        var backoffSeconds = 0.2
        while true {
            do {
                return try await (client ?? staff).send(
                    .post,
                    service,
                    path,
                    key: key,
                    body: body,
                    timeoutSeconds: 60,
                    accepting: accepting
                )
            } catch  where error.isPassing && backoffSeconds < 60 {
                try await Task.sleep(for: .seconds(backoffSeconds))
                backoffSeconds *= 2
            }
        }
    }

    /// Works on many things at a time, as many as `concurrency`; the first error ends it.
    func inParallel<Item: Sendable>(
        _ items: some Collection<Item>,
        _ work: @escaping @Sendable (Item) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, item) in items.enumerated() {
                if number >= concurrency { try await group.next() }
                group.addTask { try await work(item) }
            }
            try await group.waitForAll()
        }
    }
}

extension Error {
    /// The same request may succeed in a moment.
    fileprivate var isPassing: Bool {
        if let refused = self as? ShopClient.Refused { return refused.status == 503 || refused.status == 429 }
        return switch self as? HTTPCallError {
        case .unreachable, .timeout, .answerLost: true
        case .answerTooLarge, .invalidCall, .closed, nil: false
        }
    }
}

private enum Hex {
    static func text(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
