import FoundationEssentials
import Glibc
import Synchronization

/// How Linux shares the processors among a service's threads; see sched(7). Where it may not be changed nothing is lost
/// but speed.
public enum Scheduling {
    /// Linux' `SCHED_BATCH`, which Glibc's module leaves out.
    private static let batchPolicy: Int32 = 3
    /// An event loop gets three times the share of a thread that steps back, where there is not enough for all. Each of
    /// its turns is short and somebody waits for it, if only to be refused.
    private static let niceOfWorkers: Int32 = 5
    private static let isInUse = Atomic(false)
    /// Of each thread: whether it has stepped back.
    private static let steppedBack: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// For all threads from now on: a thread that is woken does not take the processor from one that works, so each does
    /// more of its work at a time, and more in one batch.
    ///
    /// Whatever the process starts inherits it.
    public static func batch() {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        // Another policy was chosen for it by whoever started it.
        for thread in threads.compactMap(pid_t.init) where sched_getscheduler(thread) == SCHED_OTHER {
            var parameter = sched_param()
            _ = sched_setscheduler(thread, batchPolicy, &parameter)
        }
        isInUse.store(true, ordering: .relaxed)
    }

    /// By whoever works on one of the threads of Swift's pool, to be behind event loops.
    static func stepBack() {
        guard isInUse.load(ordering: .relaxed), let steppedBack, pthread_getspecific(steppedBack) == nil else { return }
        pthread_setspecific(steppedBack, UnsafeRawPointer(bitPattern: 1))
        // Of this thread, as Linux has it.
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, niceOfWorkers)
    }
}
