import Foundation
import Glibc
import Models
import Synchronization

/// Output for a person: colours where the terminal shows them, plain text in a pipe or under `NO_COLOR`.
enum Terminal {
    private static let isColoured = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    private static let lock = Mutex(())

    enum Colour: Int, CaseIterable {
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
        case magenta = 35
        case cyan = 36
        case grey = 90
    }

    static func say(_ text: String) {
        lock.withLock { _ in FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
    }

    static func paint(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A line of a service's log, its name in front in a colour of its own.
    static func log(_ name: ServiceName, _ line: String) {
        let colours: [Colour] = [.green, .yellow, .blue, .magenta, .cyan, .red, .grey]
        let index = ServiceName.allCases.firstIndex(of: name) ?? 0
        let label = name.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
        say(paint(label, colours[index % colours.count]) + " " + line)
    }

    static func step(_ text: String) { say(paint("▸", .cyan) + " " + text) }
    static func good(_ text: String) { say(paint("✔", .green) + " " + text) }
    static func bad(_ text: String) { say(paint("✘", .red) + " " + text) }
}
