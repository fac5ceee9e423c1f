import Foundation
import ServiceKit
import TestSupport

@testable import EmporiaCommand

/// One of the executables, started on a free port and killed with the value.
final class ServiceProcess: Sendable {
    let port: Int
    let client: CurlClient
    private let process: Process
    private let lifeline = Pipe()

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter log: Where everything it prints goes.
    init(_ name: String, settings: [String: String], log: FileHandle = .nullDevice) async throws {
        port = try Ports.free()
        client = try CurlClient()
        process = Process()
        // The shell ends the service when it is told to, and when this process, however it ends, no longer holds the
        // other end of the pipe.
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            #""$0" </dev/null & service=$!; trap 'kill -9 $service; exit' TERM; read line; kill -9 $service"#,
            Self.executable(name),
        ]
        process.standardInput = lifeline
        // Other children must not hold it open.
        _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let own = settings.merging(["http.port": "\(port)"]) { $1 }
        process.environment = Dictionary(
            own.map { ("EMPORIA_" + $0.uppercased().replacing(".", with: "_"), $1) },
            uniquingKeysWith: { $1 }
        )
        process.standardError = log
        process.standardOutput = log
        try process.run()
        try await eventually("\(name) lives") { (try? await client.send(.get, url + "/livez"))?.status == 200 }
    }

    deinit {
        kill()
        client.close()
    }

    /// SIGKILL. It does not wait for the end; `isGone` tells.
    func kill() {
        // A child that another test started between the pipe's birth and the line that marks it may hold it open.
        if process.isRunning { process.terminate() }
        try? lifeline.fileHandleForWriting.close()
    }

    /// Waits until nobody answers any more.
    func isGone() async throws {
        try await eventually("its port is silent") {
            (try? await client.send(.get, url + "/livez", timeoutSeconds: 1)) == nil
        }
    }

    /// Beside the test bundle, whatever the build configuration.
    private static func executable(_ name: String) -> String {
        let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: name)
        if let beside, FileManager.default.isExecutableFile(atPath: beside.path) { return beside.path }
        return Repository.path(".build/debug/\(name)")
    }
}
