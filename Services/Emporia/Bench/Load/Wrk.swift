import Foundation

/// The load generator wrk, which costs so little that on two cores the service is what is measured.
struct Wrk: Sendable {
    private let program: String
    private let folder: URL

    struct Result: Sendable {
        var requests = 0
        var perSecond = 0.0
        var p50Milliseconds = 0.0
        var p99Milliseconds = 0.0
        /// Answers with another status than 2xx or 3xx, and connections that failed.
        var refused = 0
    }

    /// - Parameter folder: Takes the scripts.
    init(in folder: URL) throws {
        guard let program = Shell.find("wrk", besides: ["/usr/bin"]) else {
            throw BenchFailure("wrk is not installed: apt-get install wrk")
        }
        self.program = program
        self.folder = folder
    }

    /// - Parameter script: In Lua, as wrk wants it; without one the URL is asked for again and again.
    func run(_ url: String, script: String? = nil, connections: Int, seconds: Double) throws -> Result {
        var arguments = [
            "--threads", "1", "--connections", "\(connections)", "--duration", "\(Int(seconds.rounded()))s",
        ]
        arguments += ["--latency", "--timeout", "10s"]
        if let script {
            let file = folder.appending(path: "load.lua")
            try Data(script.utf8).write(to: file)
            arguments += ["--script", file.path]
        }
        let output = try Shell.run(program, arguments + [url])
        guard let result = Self.result(in: output) else { throw BenchFailure("wrk told no rate: \(output)") }
        return result
    }

    static func result(in output: String) -> Result? {
        var result = Result()
        var isComplete = false
        for line in output.split(separator: "\n").map({ $0.split(separator: " ") }) {
            if line.count >= 2, line[0] == "Requests/sec:" {
                result.perSecond = Double(line[1]) ?? 0
                isComplete = true
            } else if line.count >= 3, line[1] == "requests", line[2] == "in" {
                result.requests = Int(line[0]) ?? 0
            } else if line.count == 2, line[0] == "50%" {
                result.p50Milliseconds = milliseconds(line[1])
            } else if line.count == 2, line[0] == "99%" {
                result.p99Milliseconds = milliseconds(line[1])
            } else if line.count == 5, line[0] == "Non-2xx" {
                result.refused += Int(line[4]) ?? 0
            } else if line.count > 3, line[0] == "Socket" {
                result.refused += line.compactMap { Int($0.filter { $0 != "," }) }.reduce(0, +)
            }
        }
        return isComplete ? result : nil
    }

    /// `635.91us`, `12.92ms`, `1.03s`.
    private static func milliseconds(_ text: Substring) -> Double {
        let units: [(String, Double)] = [("us", 0.001), ("ms", 1), ("s", 1000), ("m", 60_000)]
        let unit = units.first { text.hasSuffix($0.0) && Double(text.dropLast($0.0.count)) != nil }
        return unit.map { (Double(text.dropLast($0.0.count)) ?? 0) * $0.1 } ?? 0
    }
}

/// A request that a script for wrk sends.
struct WrkRequest: Sendable {
    var method = "GET"
    let path: String
    var token: String?
    var body: String?

    /// Sends these in turn, built once.
    static func script(_ requests: [WrkRequest]) -> String {
        let lines = requests.map { request in
            var headers = request.body == nil ? "" : #"["Content-Type"]="application/json","#
            if let token = request.token { headers += #"["Authorization"]="Bearer \#(token)","# }
            let body = request.body.map { "[==[\($0)]==]" } ?? "nil"
            return #"  wrk.format("\#(request.method)", "\#(request.path)", {\#(headers)}, \#(body)),"#
        }
        return """
            local requests, turn = {}, 0
            init = function()
              requests = {
            \(lines.joined(separator: "\n"))
              }
            end
            request = function()
              turn = turn + 1
              return requests[turn % #requests + 1]
            end
            """
    }
}
