import ArgumentParser
import Foundation
import Models

/// Where a shop answers: base URLs given one by one, or a shop that runs on this machine.
struct LoadAddresses: Sendable {
    private let urls: [ServiceName: String]

    subscript(name: ServiceName) -> String { urls[name] ?? "http://127.0.0.1:\(name.defaultPort)" }

    /// - Parameter texts: As in `order=https://shop.example/order`; one for all is `https://shop.example`.
    init(_ texts: [String], state: StateFolder) throws {
        guard !texts.isEmpty else {
            urls = try RunningShop(in: state).urls
            return
        }
        var urls: [ServiceName: String] = [:]
        for text in texts {
            let url = text.hasSuffix("/") ? String(text.dropLast()) : text
            if url.hasPrefix("http") {
                for name in ServiceName.allCases where urls[name] == nil { urls[name] = url }
            } else if let cut = url.firstIndex(of: "="), let name = ServiceName(rawValue: String(url[..<cut])) {
                urls[name] = String(url[url.index(after: cut)...])
            } else {
                throw ValidationError("\"\(text)\" is neither a URL nor one like order=https://….")
            }
        }
        self.urls = urls
    }
}
