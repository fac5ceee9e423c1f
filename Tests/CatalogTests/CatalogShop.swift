import JSON
import Models
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import CatalogService

/// A catalogue on a port of its own, and the few requests that most tests begin with.
struct CatalogShop {
    let service: TestService
    /// What the service is built from, to look at what no route shows.
    let environment: ServiceEnvironment

    static func open(_ body: (CatalogShop) async throws -> Void) async throws {
        let built = Mutex<ServiceEnvironment?>(nil)
        let assemble: @Sendable (ServiceEnvironment) throws -> ServiceDefinition = { environment in
            built.withLock { $0 = environment }
            return try CatalogService.assemble(environment)
        }
        try await TestService.with(.catalog, migrations: CatalogService.migrations, assemble: assemble) { service in
            try await body(CatalogShop(service: service, environment: try #require(built.withLock(\.self))))
        }
    }

    func send(
        _ method: HTTPMethod,
        _ path: String,
        as caller: TestCaller = .role(.merchandiser),
        _ body: String? = nil,
        headers: [(name: String, value: String)] = []
    ) async throws -> HTTPAnswer {
        try await service.send(method, path, as: caller, body: body, headers: headers)
    }

    func get(_ path: String, as caller: TestCaller = .anonymous) async throws -> HTTPAnswer {
        try await service.send(.get, path, as: caller)
    }

    func channel(_ id: String, type: String = "web", currency: String = "CNY", locale: String = "zh-CN") async throws {
        let answer = try await send(
            .post,
            "/v1/channels",
            NewChannel.json(id, type: type, currency: currency, locale: locale)
        )
        guard answer.status == 201 else { throw Unexpected(answer) }
    }

    /// A product with one variant; returns its id.
    @discardableResult
    func product(
        _ sku: String,
        title: String = #"{"en":"Thing"}"#,
        as caller: TestCaller = .role(.merchandiser),
        more: String = ""
    ) async throws -> String {
        let answer = try await send(
            .post,
            "/v1/products",
            as: caller,
            #"{"title":\#(title),"variants":[{"sku":"\#(sku)"}]\#(more)}"#
        )
        guard answer.status == 201, let id = answer["id"] else { throw Unexpected(answer) }
        return id
    }

    func priceList(_ body: String, as caller: TestCaller = .role(.merchandiser)) async throws -> String {
        let answer = try await send(.post, "/v1/price-lists", as: caller, body)
        guard answer.status == 201, let id = answer["id"] else { throw Unexpected(answer) }
        return id
    }

    func upload(
        _ path: String,
        _ file: String,
        id: ImportID,
        as caller: TestCaller = .role(.merchandiser)
    ) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/imports/" + path,
            as: caller,
            body: file,
            headers: [("Content-Type", "text/csv"), ("Import-Id", id.description)],
            timeoutSeconds: 300
        )
    }
}

/// Why a test could not be arranged.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ answer: HTTPAnswer) {
        description = "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
    }
}

enum NewChannel {
    static func json(_ id: String, type: String = "web", currency: String = "CNY", locale: String = "zh-CN") -> String {
        """
        {"id":"\(id)","name":"Channel \(id)","type":"\(type)","currency":"\(currency)","locale":"\(locale)",
         "timeZone":"Asia/Shanghai","country":"CN"}
        """
    }
}

extension SKU {
    static func sample(_ text: String) -> SKU {
        guard let sku = SKU(text) else { preconditionFailure("\(text) is no SKU") }
        return sku
    }
}
