// Does what a sanitizer is there to find.
import Foundation

final class Box {
    var value = 0
}

nonisolated(unsafe) let shared = Box()

switch CommandLine.arguments.last {
case "thread":
    let threads = (0..<2).map { _ in
        Thread { for _ in 0..<1_000 { shared.value += 1 } }
    }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { usleep(1_000) }
case "address":
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
    bytes.deallocate()
    shared.value = Int(bytes[3])
default:
    fatalError("thread or address")
}
print("done", shared.value)
