import Glibc
import Logging
public import Models
import NIOCore
public import Postgres
import UnixSignals

/// The body of every service's `main`: build, serve, and on SIGTERM or SIGINT drain and stop.
public enum ServiceRunner {
    public static func main(
        _ name: ServiceName,
        migrations: [Migration],
        assemble: @escaping @Sendable (ServiceEnvironment) throws -> ServiceDefinition
    ) async {
        await run(name) { configuration in
            try await ServiceHost.start(name, configuration: configuration, migrations: migrations, assemble: assemble)
        }
    }

    public static func mainWithoutDatabase(
        _ name: ServiceName,
        assemble: @escaping @Sendable (StatelessEnvironment) throws -> ServiceDefinition
    ) async {
        await run(name) { configuration in
            try await ServiceHost.startStateless(name, configuration: configuration, assemble: assemble)
        }
    }

    private static func run(
        _ name: ServiceName,
        start: (ServiceConfiguration) async throws -> ServiceHost
    ) async {
        let configuration = ServiceConfiguration.environment()
        // Handlers run on Swift's own threads, one a core; event loops only move bytes, and half as many do it with fewer
        // wake-ups.
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount / 2)
        Scheduling.batch()
        do {
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
            let host = try await start(configuration)
            let stopper = Task {
                for await _ in signals { return await host.stop() }
            }
            defer { stopper.cancel() }
            try await host.finished()
        } catch {
            Logger(service: name, configuration: configuration)
                .critical("could not run", metadata: ["cause": "\(error)"])
            exit(EXIT_FAILURE)
        }
    }
}

extension Logger {
    /// `log.level` (default info) and `log.format` (json or text).
    init(service: ServiceName, configuration: ServiceConfiguration) {
        let level = Level(rawValue: configuration.string("log.level", default: "info")) ?? .info
        let format = StructuredLog.Format(rawValue: configuration.string("log.format", default: "json")) ?? .json
        self.init(label: service.rawValue) { _ in
            StructuredLog(service: service.rawValue, format: format, logLevel: level)
        }
    }
}
