import FoundationEssentials
import Glibc
public import Logging
import Synchronization

/// A secret that may be exchanged while the service runs: it is read again when its file has changed.
///
/// Whoever uses the secret looks at the file, at most once a second; a look costs a microsecond, so there is no watcher
/// to start, to stop or to die. A mounted Kubernetes Secret changes by the swap of a symbolic link and an editor writes a
/// new file: both give the path another inode.
public final class WatchedSecret<Value: Sendable>: Sendable {
    /// A value, and how often it has changed since the start: what was derived from an older one is void.
    public struct Reading: Sendable {
        public let value: Value
        public let version: Int
        /// When its file was written, in seconds since 1970; nil for a value that came from nowhere on disk.
        public let fileSeconds: Double?
    }

    private struct State {
        var reading: Reading
        var lookedAt: ContinuousClock.Instant
        var stamp: FileStamp?
    }

    private let source: Source?
    private let state: Mutex<State>

    private struct Source {
        let path: String
        let read: @Sendable (String) throws -> Value
        let logger: Logger
    }

    private static var pause: Duration { .seconds(1) }

    /// One that never changes, as when it comes from the environment.
    public init(_ value: Value) {
        source = nil
        let reading = Reading(value: value, version: 0, fileSeconds: nil)
        state = Mutex(State(reading: reading, lookedAt: .now))
    }

    /// - Parameter read: Makes the value from the file's text; what it throws at the start is thrown on, what it throws
    ///   later is logged, and the value before stays in use.
    public init(path: String, logger: Logger, read: @escaping @Sendable (String) throws -> Value) throws {
        let stamp = FileStamp(path)
        let value = try read(String(contentsOfFile: path, encoding: .utf8))
        source = Source(path: path, read: read, logger: logger)
        let reading = Reading(value: value, version: 0, fileSeconds: stamp?.writtenSeconds)
        state = Mutex(State(reading: reading, lookedAt: .now, stamp: stamp))
    }

    /// What the file held a second ago at the earliest.
    public var reading: Reading {
        guard let source else { return state.withLock(\.reading) }
        return state.withLock { state in
            let now = ContinuousClock.now
            if now - state.lookedAt >= Self.pause { Self.look(at: source, now, &state) }
            return state.reading
        }
    }

    public var value: Value { reading.value }

    /// What the file holds at this moment: for whoever was just refused with what it held before.
    public func lookAgain() -> Reading {
        guard let source else { return state.withLock(\.reading) }
        return state.withLock { state in
            Self.look(at: source, .now, &state)
            return state.reading
        }
    }

    /// The stamp is taken before the text is read, so that a change in between is seen by the next look.
    private static func look(at source: Source, _ now: ContinuousClock.Instant, _ state: inout State) {
        state.lookedAt = now
        let stamp = FileStamp(source.path)
        guard stamp != state.stamp else { return }
        state.stamp = stamp
        do {
            let value = try source.read(String(contentsOfFile: source.path, encoding: .utf8))
            let version = state.reading.version + 1
            state.reading = Reading(value: value, version: version, fileSeconds: stamp?.writtenSeconds)
            source.logger.notice("secret exchanged", metadata: ["file": "\(source.path)"])
        } catch {
            source.logger.error(
                "a changed secret can't be read; the one before stays in use",
                metadata: ["file": "\(source.path)", "kind": "\(type(of: error))"]
            )
        }
    }
}

/// What changes when a file's content does.
private struct FileStamp: Equatable {
    private let inode: UInt
    private let bytes: Int
    private let changedNanoseconds: Int
    let writtenSeconds: Double

    /// Nil where there is no file; of a symbolic link, what it leads to.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt(status.st_ino)
        bytes = Int(status.st_size)
        changedNanoseconds = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
        writtenSeconds = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    }
}
