import Synchronization

/// What became of one request under load.
enum Outcome: Sendable {
    case done
    case refused(String)
}

/// What a load did.
struct LoadResult: Sendable {
    var done = 0
    var refused: [String: Int] = [:]
    var latencies = Latencies()

    var asked: Int { refused.values.reduce(done, +) }

    mutating func add(_ outcome: Outcome, milliseconds: Double) {
        switch outcome {
        case .done:
            done += 1
            latencies.add(milliseconds)
        case .refused(let reason): refused[reason, default: 0] += 1
        }
    }

    mutating func merge(_ other: LoadResult) {
        done += other.done
        refused.merge(other.refused, uniquingKeysWith: +)
        latencies.merge(other.latencies)
    }
}

/// Callers against a running shop.
enum Load {
    /// Callers who begin again as soon as they have their answer, for as long as the time lasts.
    /// - Parameter act: Given the caller's number and how often she has called.
    static func closed(
        callers: Int,
        seconds: Double,
        _ act: @escaping @Sendable (_ caller: Int, _ turn: Int) async -> Outcome
    ) async -> LoadResult {
        let end = ContinuousClock.now + .seconds(seconds)
        return await withTaskGroup(of: LoadResult.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var result = LoadResult()
                    var turn = 0
                    while ContinuousClock.now < end, !Task.isCancelled {
                        let started = ContinuousClock.now
                        let outcome = await act(caller, turn)
                        result.add(outcome, milliseconds: (ContinuousClock.now - started) / .milliseconds(1))
                        turn += 1
                    }
                    return result
                }
            }
            return await group.reduce(into: LoadResult()) { $0.merge($1) }
        }
    }

    /// So many requests, shared among callers who begin again as soon as they have their answer.
    static func counted(
        callers: Int,
        requests: Int,
        _ act: @escaping @Sendable (_ number: Int) async -> Outcome
    ) async -> LoadResult {
        let next = Turns()
        return await withTaskGroup(of: LoadResult.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var result = LoadResult()
                    while case let number = next.take(), number < requests, !Task.isCancelled {
                        let started = ContinuousClock.now
                        let outcome = await act(number)
                        result.add(outcome, milliseconds: (ContinuousClock.now - started) / .milliseconds(1))
                    }
                    return result
                }
            }
            return await group.reduce(into: LoadResult()) { $0.merge($1) }
        }
    }

    /// Callers who come at their own times. A request that begins late because others are slow has waited since it was
    /// meant to begin, so that is where its time counts from.
    /// - Parameter act: Given how many came before, and when it was meant to begin.
    static func open(
        _ arrivals: Arrivals,
        _ act: @escaping @Sendable (_ number: Int, _ meant: ContinuousClock.Instant) async -> Outcome
    ) async -> LoadResult {
        let started = ContinuousClock.now
        return await withTaskGroup(of: (Outcome, Double).self) { group in
            var number = 0
            var unread = 0
            var result = LoadResult()
            for seconds in arrivals where !Task.isCancelled {
                let meant = started + .seconds(seconds)
                if meant > .now { try? await Task.sleep(until: meant, tolerance: .zero) }
                let own = number
                group.addTask { (await act(own, meant), (ContinuousClock.now - meant) / .milliseconds(1)) }
                number += 1
                unread += 1
                // A shop that cannot keep up would otherwise be given more and more at once.
                if unread > 4_096, let (outcome, milliseconds) = await group.next() {
                    result.add(outcome, milliseconds: milliseconds)
                    unread -= 1
                }
            }
            for await (outcome, milliseconds) in group { result.add(outcome, milliseconds: milliseconds) }
            return result
        }
    }
}

/// Numbers that several callers draw.
private final class Turns: Sendable {
    private let next = Atomic(0)

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
