import Foundation
import Models
import Testing

@testable import EmporiaCommand

@Suite("A program that is started")
struct ChildProcessTests {
    @Test("has none of the files that are open here, however many they are")
    func files() throws {
        let open = (0..<300).compactMap { _ in FileHandle(forReadingAtPath: "/dev/null") }
        defer { for file in open { try? file.close() } }
        #expect(open.count == 300)

        for _ in 0..<20 {
            // What other tests open at this very moment may be among them.
            #expect(try Shell.run("/bin/ls", ["/proc/self/fd"]).split(separator: "\n").count < 50)
        }
    }

    @Test("says how it ended, by itself or by a signal")
    func ending() async throws {
        let folder = URL.temporaryDirectory.appending(path: "emporia-programs-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appending(path: "catalog")
        try "#!/bin/sh\necho $GREETING; read line; [ -z \"$WAITS\" ] || exec sleep 60; exit 3\n".write(
            to: program,
            atomically: true,
            encoding: .utf8
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        func start(_ settings: [String: String]) throws -> ServiceProcess {
            try ServiceProcess(
                .catalog,
                port: 1,
                programs: folder,
                settings: settings.merging(["GREETING": "good day"]) { $1 }
            ) { said.yield($0) }
        }
        var heard = lines.makeAsyncIterator()

        let short = try start([:])
        #expect(await short.status() == 3)
        #expect(!short.isRunning)
        #expect(await heard.next() == "good day")

        let long = try start(["WAITS": "yes"])
        #expect(await heard.next() == "good day")
        #expect(long.isRunning)
        #expect(await long.stop() == 128 + SIGTERM)
        #expect(!long.isRunning)
    }
}
