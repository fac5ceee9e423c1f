/// How much of their rate each caller has used up.
///
/// An entry whose time has passed says nothing, so it may be forgotten. When the memory is full that is done, at most once
/// a second because it looks at every entry; where all of them still count, callers who are not among them are admitted
/// and not remembered. Whoever has that many addresses is beyond a limit per address in any case; what bounds them is
/// how many requests are handled at once.
struct CallerRates: Sendable {
    /// By a hash of who the caller is, seeded anew in each process, so that neither a long name takes memory nor a name can
    /// be chosen to meet another's. Of 64 bits: two of a full memory meet by chance once in ten thousand million.
    private var spentUntil: [Int: ContinuousClock.Instant] = [:]
    private var forgettingAgain: ContinuousClock.Instant?
    private let capacity: Int

    /// - Parameter capacity: Callers remembered; the default takes 3 MB.
    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
    }

    var count: Int { spentUntil.count }

    /// - Returns: How long the caller has to wait; nil when admitted.
    mutating func admit(
        _ caller: some Hashable,
        _ limit: RateLimit,
        at now: ContinuousClock.Instant
    ) -> Duration? {
        let key = caller.hashValue
        if spentUntil.count >= capacity {
            forgetThePast(at: now)
            if spentUntil.count >= capacity, spentUntil[key] == nil { return nil }
        }
        switch limit.judge(spentUntil: spentUntil[key] ?? now, at: now) {
        case .admitted(let until):
            spentUntil[key] = until
            return nil
        case .refused(let wait):
            return wait
        }
    }

    private mutating func forgetThePast(at now: ContinuousClock.Instant) {
        if let forgettingAgain, now < forgettingAgain { return }
        spentUntil = spentUntil.filter { $0.value > now }
        forgettingAgain = now + .seconds(1)
    }
}
