import ArgumentParser

/// Measurements, always as ratios within one run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast the shop is, beside what Postgres alone could do.",
        discussion: "Each opens a shop of its own, forgets it afterwards, and ends with its figures as a line of JSON.",
        subcommands: [
            BenchCheckout.self, BenchHot.self, BenchOverload.self, BenchFootprint.self, BenchEvents.self,
            BenchRead.self, BenchImport.self, BenchScale.self,
        ]
    )
}

/// The options that every bench takes.
struct BenchOptions: ParsableArguments {
    @Option(help: "Seconds to measure at each point.") var seconds = 5.0
    @Option(name: .customLong("state"), help: "A folder for the shop that is measured; it is forgotten afterwards.")
    var path = ".emporia-bench"

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds is from 1 to 60.") }
    }
}

/// Numbers off the command line, as in `1,8,32`.
@Sendable func numbers(_ text: String) throws -> [Int] {
    let numbers = text.split(separator: ",").map { Int($0) }
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 ?? 0 > 0 }) else {
        throw ValidationError("\"\(text)\" is no list of numbers such as 1,8,32.")
    }
    return numbers.compactMap(\.self)
}
