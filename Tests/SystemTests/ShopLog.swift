import Foundation
import Synchronization

/// What a shop's services log, kept in a file, because it is of interest only when a test fails.
final class ShopLog: Sendable {
    private let file: URL
    private let handle: Mutex<FileHandle>
    private let wasPrinted = Atomic(false)
    private let hurt = Mutex<[String]>([])

    init(_ file: URL) throws {
        self.file = file
        try Data().write(to: file)
        handle = Mutex(try FileHandle(forWritingTo: file))
    }

    func add(_ line: String) {
        if let place = line.firstRange(of: "failpoint ") {
            hurt.withLock { $0.append(String(line[place.upperBound...])) }
        }
        handle.withLock { try? $0.write(contentsOf: Data((line + "\n").utf8)) }
    }

    /// The failpoints at which a service was hurt, as `name@kind`, in their order.
    var failpoints: [String] { hurt.withLock(\.self) }

    /// The last lines, once: the first failure is the one to understand.
    func printTail(lines count: Int = 60) {
        guard !wasPrinted.exchange(true, ordering: .relaxed) else { return }
        let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
        print("The shop's log ends with:\n" + lines.suffix(count).joined(separator: "\n"))
    }
}
