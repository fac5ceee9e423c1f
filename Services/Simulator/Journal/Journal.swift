import Dispatch
import Glibc
import Synchronization

/// An append-only file of lines, durable before anybody is answered.
///
/// Lines that arrive while the disk is busy go down together with the next flush, so the number of waiting requests, not
/// the disk's latency, sets the pace.
final class Journal: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Bytes given to `append`, and bytes that are durable.
        var appended = 0
        var durable = 0
        var failure: JournalError?
        var isFlushing = false
        var waiters: [(position: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "emporia.simulator.journal")

    init(path: String) throws(JournalError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// Everything written so far, cut after the last whole line: a crash may have left half a line behind.
    func replay() throws(JournalError) -> [UInt8] {
        let bytes = try contents()
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        guard ftruncate(descriptor, off_t(whole)) == 0 else { throw .cannotWrite(errno: errno) }
        return Array(bytes[..<whole])
    }

    /// The file as it is now.
    func contents() throws(JournalError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(bytes.count)) }
            guard count >= 0 else { throw .cannotRead(errno: errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Adds a line and returns the position to wait for. Lines stand in the order of these calls.
    func append(_ line: [UInt8]) -> Int {
        state.withLock { state in
            state.pending += line
            state.pending.append(UInt8(ascii: "\n"))
            state.appended += line.count + 1
            return state.appended
        }
    }

    /// The position of the last line so far.
    var position: Int { state.withLock(\.appended) }

    /// Returns once everything up to `position` is on disk.
    func durable(upTo position: Int) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let (result, startsFlush) = state.withLock { state -> (Result<Void, any Error>?, Bool) in
                if let failure = state.failure { return (.failure(failure), false) }
                if state.durable >= position { return (.success(()), false) }
                state.waiters.append((position, continuation))
                defer { state.isFlushing = true }
                return (nil, !state.isFlushing)
            }
            if let result { continuation.resume(with: result) }
            if startsFlush { queue.async { self.flush() } }
        }
    }

    /// Writes what waits, and again while more came in the meantime.
    private func flush() {
        while true {
            let (batch, position) = state.withLock { state in
                defer { state.pending = [] }
                return (state.pending, state.appended)
            }
            let failure = write(batch)
            let (done, goesOn) = state.withLock { state in
                state.failure = failure
                if failure == nil { state.durable = position }
                let done = state.waiters.filter { failure != nil || $0.position <= position }
                state.waiters.removeAll { failure != nil || $0.position <= position }
                state.isFlushing = !state.waiters.isEmpty
                return (done, state.isFlushing)
            }
            for waiter in done {
                if let failure { waiter.continuation.resume(throwing: failure) } else { waiter.continuation.resume() }
            }
            guard goesOn else { return }
        }
    }

    private func write(_ batch: [UInt8]) -> JournalError? {
        var written = 0
        while written < batch.count {
            let count = batch.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .cannotWrite(errno: errno) }
            written += count
        }
        return fdatasync(descriptor) == 0 ? nil : .cannotWrite(errno: errno)
    }
}

enum JournalError: Error, Equatable {
    case cannotOpen(String, errno: Int32)
    case cannotRead(errno: Int32)
    case cannotWrite(errno: Int32)
    /// A line that is not one of ours: somebody else wrote the file.
    case unreadable(line: Int)
}
