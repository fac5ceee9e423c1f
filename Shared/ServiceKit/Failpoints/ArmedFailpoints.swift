#if FAILPOINTS
    import Foundation
    import Synchronization

    /// What the environment arms in this process: `EMPORIA_FAILPOINTS` holds `name@kind@nth`, several separated by commas,
    /// such as `inboxInside@kill@2` or `sagaRunAfter/promise-goods@stall@1`. Each happens once, the nth time its place
    /// is reached.
    @usableFromInline
    final class ArmedFailpoints: Sendable {
        enum Kind: String {
            case kill, error, stall
        }

        struct Failure: Error, CustomStringConvertible {
            let description: String
        }

        /// Longer than a call's deadline and than every lease of the tests' shops.
        private static let stallSeconds = 4.0

        private static let current = ArmedFailpoints(ProcessInfo.processInfo.environment["EMPORIA_FAILPOINTS"] ?? "")

        private struct Armed {
            let name: String
            let kind: Kind
            var remaining: Int
        }

        private let isArmed: Bool
        private let armed: Mutex<[Armed]>

        private init(_ text: String) {
            let armed = text.split(separator: ",").compactMap { part -> Armed? in
                let words = part.split(separator: "@").map(String.init)
                guard words.count == 3, let kind = Kind(rawValue: words[1]), let nth = Int(words[2]) else { return nil }
                return Armed(name: words[0], kind: kind, remaining: nth)
            }
            isArmed = !armed.isEmpty
            self.armed = Mutex(armed)
        }

        @usableFromInline
        static func reached(_ place: Failpoint, _ detail: String) async throws {
            guard current.isArmed, let kind = current.kind(at: place, detail) else { return }
            if kind == .stall { return try await Task.sleep(for: .seconds(stallSeconds)) }
            throw Failure(description: "failpoint \(place)")
        }

        @usableFromInline
        static func reachedInTransaction(_ place: Failpoint) throws {
            guard current.isArmed, let kind = current.kind(at: place, "") else { return }
            if kind == .stall { return Thread.sleep(forTimeInterval: stallSeconds) }
            throw Failure(description: "failpoint \(place)")
        }

        /// Nil unless it is this place's turn. A kill happens here. What happens is told first, so that a test knows that
        /// the place was reached.
        private func kind(at place: Failpoint, _ detail: String) -> Kind? {
            let name = detail.isEmpty ? "\(place)" : "\(place)/\(detail)"
            let kind: Kind? = armed.withLock { armed in
                guard let index = armed.firstIndex(where: { $0.name == name && $0.remaining > 0 }) else { return nil }
                armed[index].remaining -= 1
                return armed[index].remaining == 0 ? armed[index].kind : nil
            }
            guard let kind else { return nil }
            FileHandle.standardError.write(Data("failpoint \(name)@\(kind)\n".utf8))
            if kind == .kill { kill(getpid(), SIGKILL) }
            return kind
        }
    }
#endif
