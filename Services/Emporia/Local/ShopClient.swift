import Foundation
import JSON
import Models
import ServiceKit

/// Calls a shop's services as any channel would, with a token of the development issuer.
struct ShopClient: Sendable {
    let entrance: ShopEntrance
    let http: CurlClient
    let token: String

    struct Refused: Error, CustomStringConvertible {
        let status: Int
        let description: String
    }

    init(_ entrance: ShopEntrance, roles: [Role] = [.administrator], channel: ChannelID? = nil) throws {
        self.entrance = entrance
        http = try CurlClient()
        token = try entrance.tokens.issue(
            subject: "emporia-command",
            roles: roles,
            channelID: channel,
            lifetimeSeconds: 24 * 3600
        )
    }

    /// Another caller over the same connections.
    init(_ other: ShopClient, subject: String, roles: [Role], channel: ChannelID? = nil) throws {
        entrance = other.entrance
        http = other.http
        token = try other.entrance.tokens.issue(
            subject: subject,
            roles: roles,
            channelID: channel,
            lifetimeSeconds: 24 * 3600
        )
    }

    /// Sends a request and returns a success.
    /// - Parameter key: The `Idempotency-Key`: the same one makes a repeated command do nothing twice.
    /// - Throws: `Refused` for every other status, with the problem's own words.
    @discardableResult
    func send(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        key: String? = nil,
        contentType: String = "application/json",
        headers extra: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeoutSeconds: Double = 30,
        accepting: Set<Int> = []
    ) async throws -> HTTPAnswer {
        var headers = [("Authorization", "Bearer \(token)")] + extra
        if body != nil { headers.append(("Content-Type", contentType)) }
        if let key { headers.append(("Idempotency-Key", key)) }
        let answer = try await http.send(
            method,
            entrance.url(of: service) + path,
            headers: headers,
            body: body,
            timeoutSeconds: timeoutSeconds
        )
        guard (200..<300).contains(answer.status) || accepting.contains(answer.status) else {
            throw Refused(
                status: answer.status,
                description: "\(method.rawValue) \(path) → \(answer.status) \(answer.text)"
            )
        }
        return answer
    }

    /// The same with a body written on the spot.
    @discardableResult
    func send(
        _ method: HTTPMethod,
        _ service: ServiceName,
        _ path: String,
        key: String? = nil,
        accepting: Set<Int> = [],
        _ write: (inout JSONWriter) -> Void
    ) async throws -> HTTPAnswer {
        var json = JSONWriter()
        json.object { write(&$0) }
        return try await send(method, service, path, key: key, body: json.bytes, accepting: accepting)
    }
}
