import Models
import ServiceKit
import Synchronization

/// Wakes the expiry worker when a hold ends before the moment it meant to sleep until. In a flash sale every new hold
/// ends long after that, so this costs a comparison and wakes nobody.
final class ExpiryAlarm: Sendable {
    let signal = WakeSignal()
    private let sleepingUntil = Mutex<Timestamp?>(nil)

    func expect(_ expiry: Timestamp) {
        let isEarlier = sleepingUntil.withLock { until in
            guard let planned = until, expiry < planned else { return false }
            until = expiry
            return true
        }
        if isEarlier { signal.wake() }
    }

    /// Announces how long the worker means to sleep. Said before it looks for the next expiry, so that a hold committed
    /// between the look and the sleep wakes it.
    func plan(until moment: Timestamp) {
        sleepingUntil.withLock { $0 = moment }
    }
}
