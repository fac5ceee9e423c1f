import Glibc

/// A thread of its own, for work that blocks in C and must not hold one of Swift's few.
public enum SystemThread {
    /// Runs `body` on a new thread, which ends with it.
    /// - Returns: False where the system has no thread to give.
    public static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Start(body))
        guard pthread_create(&thread, nil, entry, box.toOpaque()) == 0 else {
            box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// What a new thread is handed.
    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
    }
}
