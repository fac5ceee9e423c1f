import Glibc

/// A lock with places to sleep, which `Synchronization.Mutex` does not have.
///
/// `@unchecked Sendable`: pthread's own objects are made for several threads, and stay at one address until `deinit`.
final class Monitor: @unchecked Sendable {
    /// Where threads sleep until they are woken.
    final class Place: @unchecked Sendable {
        fileprivate let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        init() { pthread_cond_init(condition, nil) }

        deinit {
            pthread_cond_destroy(condition)
            condition.deallocate()
        }

        func wakeOne() { pthread_cond_signal(condition) }
        func wakeAll() { pthread_cond_broadcast(condition) }
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Gives up the lock while asleep; only inside `withLock`. May wake without reason, so ask again.
    func sleep(at place: Place) {
        pthread_cond_wait(place.condition, mutex)
    }

    func sleep(at place: Place, atMostSeconds seconds: Double) {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = until.tv_nsec + Int(seconds * 1_000_000_000)
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        pthread_cond_timedwait(place.condition, mutex, &until)
    }
}
