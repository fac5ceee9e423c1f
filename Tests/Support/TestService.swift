import Foundation
public import JSON
public import Models
public import Postgres
public import ServiceKit

/// A service started in this process on a free port, over a database of its own.
public struct TestService: Sendable {
    public let name: ServiceName
    public let host: ServiceHost
    public let client: CurlClient

    public var url: String { "http://127.0.0.1:\(host.port)" }
    public var endpoints: [Endpoint] { host.endpoints }

    /// Lends a running service and stops it afterwards.
    /// - Parameter settings: Beside those of the test, such as `["payment.url": fake.url]`.
    public static func with<T>(
        _ name: ServiceName,
        migrations: [Migration],
        settings: [String: String] = [:],
        assemble: @escaping @Sendable (ServiceEnvironment) throws -> ServiceDefinition,
        _ body: (TestService) async throws -> T
    ) async throws -> T {
        let database = try await TestPostgres.shared().freshDatabase(schema: name.rawValue)
        let result: Result<T, any Error>
        do {
            let configuration = ServiceConfiguration(
                TestIdentity.settings(of: name)
                    .merging(["database.url": database.configuration.conninfo, "database.connections": "4"]) { $1 }
                    .merging(settings) { $1 }
            )
            let host = try await ServiceHost.start(
                name,
                configuration: configuration,
                migrations: migrations,
                assemble: assemble
            )
            result = await lend(name, host, body)
        } catch {
            result = .failure(error)
        }
        try await database.drop()
        return try result.get()
    }

    /// The same for a service that keeps nothing in a database.
    public static func withStateless<T>(
        _ name: ServiceName,
        settings: [String: String] = [:],
        assemble: @escaping @Sendable (StatelessEnvironment) throws -> ServiceDefinition,
        _ body: (TestService) async throws -> T
    ) async throws -> T {
        let configuration = ServiceConfiguration(TestIdentity.settings(of: name).merging(settings) { $1 })
        let host = try await ServiceHost.startStateless(name, configuration: configuration, assemble: assemble)
        return try await lend(name, host, body).get()
    }

    private static func lend<T>(
        _ name: ServiceName,
        _ host: ServiceHost,
        _ body: (TestService) async throws -> T
    ) async -> Result<T, any Error> {
        let result: Result<T, any Error>
        do {
            let client = try CurlClient()
            defer { client.close() }
            result = .success(try await body(TestService(name: name, host: host, client: client)))
        } catch {
            result = .failure(error)
        }
        await host.stop()
        return result
    }

    /// Sends one request. An unsafe method gets a fresh `Idempotency-Key` unless the test brings its own.
    public func send(
        _ method: HTTPMethod,
        _ path: String,
        as caller: TestCaller = .anonymous,
        body: String? = nil,
        headers: [(name: String, value: String)] = [],
        timeoutSeconds: Double = 30
    ) async throws -> HTTPAnswer {
        var all = headers
        if let token = try caller.token(for: name) { all.append(("Authorization", "Bearer \(token)")) }
        if body != nil, !headers.contains(where: { $0.name == "Content-Type" }) {
            all.append(("Content-Type", "application/json"))
        }
        if method == .post || method == .patch, !headers.contains(where: { $0.name == "Idempotency-Key" }) {
            all.append(("Idempotency-Key", UUID().uuidString))
        }
        return try await client.send(
            method,
            url + path,
            headers: all,
            body: body.map { Array($0.utf8) },
            timeoutSeconds: timeoutSeconds
        )
    }

    /// The same with a value for a body.
    public func send(
        _ method: HTTPMethod,
        _ path: String,
        as caller: TestCaller = .anonymous,
        json: some JSONWritable,
        headers: [(name: String, value: String)] = []
    ) async throws -> HTTPAnswer {
        try await send(method, path, as: caller, body: JSON.string(json), headers: headers)
    }
}

extension HTTPAnswer {
    public func decode<T: JSONReadable>(_ type: T.Type = T.self) throws -> T {
        try JSON.decode(T.self, from: body)
    }

    /// A text out of the answer by its path, such as `"lines/0/sku"`; numbers come as they were written.
    public subscript(path: String) -> String? {
        guard var node = try? JSON.parse(body) else { return nil }
        for part in path.split(separator: "/") {
            if let index = Int(part) {
                guard node.elements.indices.contains(index) else { return nil }
                node = node.elements[index]
            } else {
                guard let member = node.members.first(where: { $0.name == part }) else { return nil }
                node = member.value
            }
        }
        return node.string ?? String(decoding: node.rawBytes, as: UTF8.self)
    }

    public var problemType: String? { self["type"] }
}
