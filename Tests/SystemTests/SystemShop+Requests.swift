import Foundation
import JSON
import Models
import Synchronization
import TestSupport
import Testing

@testable import EmporiaCommand
@testable import ServiceKit

extension SystemShop {
    /// Sends one request as any channel would. A POST gets a fresh `Idempotency-Key` unless the test brings its own. Where
    /// there are several replicas, one that refuses the connection is skipped, as every load balancer does.
    func send(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        as token: String? = nil,
        body: String? = nil,
        key: String? = nil,
        version: String? = nil,
        timeoutSeconds: Double = 60
    ) async throws -> HTTPAnswer {
        var headers: [(name: String, value: String)] = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        if method == .post { headers.append(("Idempotency-Key", key ?? UUID().uuidString)) }
        if let version { headers.append(("If-Match", version)) }
        var call = HTTPCall(method, path, headers: headers, body: body.map { Array($0.utf8) })
        call.timeoutSeconds = timeoutSeconds
        return try await askReplica(of: service, call)
    }

    private func askReplica(of service: ServiceName, _ call: HTTPCall) async throws -> HTTPAnswer {
        var refusal: any Error = HTTPCallError.unreachable("no replica")
        for url in addresses[service]?.turn() ?? [] {
            var call = call
            call.url = url + call.url
            do {
                return try await http.send(call)
            } catch HTTPCallError.unreachable(let reason) {
                addresses[service]?.refused(url)
                refusal = HTTPCallError.unreachable(reason)
            }
        }
        throw refusal
    }

    /// The same where only a success makes sense.
    @discardableResult
    func succeed(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        as token: String? = nil,
        body: String? = nil,
        key: String? = nil,
        version: String? = nil
    ) async throws -> HTTPAnswer {
        let answer = try await send(method, service, path, as: token, body: body, key: key, version: version)
        try #require(
            (200..<300).contains(answer.status),
            "\(method.rawValue) \(path) → \(answer.status) \(answer.text)"
        )
        return answer
    }

    /// Asks until a part of the answer is as wanted: events need a moment.
    @discardableResult
    func wait(
        until path: String,
        is wanted: String,
        in service: ServiceName,
        _ address: String,
        as token: String
    ) async throws -> HTTPAnswer {
        var last: HTTPAnswer?
        do {
            return try await eventualValue("\(path) of \(address) is \(wanted)") {
                last = try await send(.get, service, address, as: token)
                return last?[path] == wanted ? last : nil
            }
        } catch let error as NeverHappened {
            Issue.record("\(path) never was \(wanted) in \(last?.text ?? "")")
            throw error
        }
    }

    func token(_ roles: Role..., subject: String = "test") throws -> String {
        try issuer.withLock(\.self).issue(subject: subject, roles: roles, lifetimeSeconds: 3600)
    }

    /// Signs a customer in, as an app or web shop does.
    func signIn(_ name: String, channel: String = "web") async throws -> (id: String, token: String) {
        let body = #"{"channelId":"\#(channel)","externalId":"\#(name)"}"#
        let answer = try await succeed(.post, .marketing, "/v1/sessions", body: body)
        return (try #require(answer["customerId"]), try #require(answer["token"]))
    }
}

extension HTTPAnswer {
    /// A text that the answer must have.
    func text(_ path: String) throws -> String { try #require(self[path], "no \(path) in \(text)") }

    /// An amount of money, or any other whole number.
    func number(_ path: String) throws -> Int { try #require(self[path].flatMap(Int.init), "no \(path) in \(text)") }
}
