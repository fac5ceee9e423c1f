import ArgumentParser
import Foundation
import JSON
import Models

/// What `emporia up` wrote down about the shop that it runs.
struct RunningShop {
    let urls: [ServiceName: String]
    /// The process that the services belong to.
    let owner: pid_t

    /// - Throws: where none runs.
    init(in folder: StateFolder) throws {
        guard let text = folder.read("shop.json"), let owner = FolderLock.holder(folder) else {
            throw ValidationError("No shop runs in \(folder.root.path); `emporia up` starts one.")
        }
        urls = try JSON.decode(Addresses.self, from: Array(text.utf8)).urls
        self.owner = owner
    }

    var ports: [ServiceName: Int] {
        urls.compactMapValues { $0.split(separator: ":").last.flatMap { Int($0) } }
    }

    private struct Addresses: JSONReadable {
        var urls: [ServiceName: String] = [:]

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let pairs: [(ServiceName, JSONNode?)] = [
                (.catalog, json.child("catalog")), (.inventory, json.child("inventory")), (.order, json.child("order")),
                (.payment, json.child("payment")), (.logistics, json.child("logistics")),
                (.marketing, json.child("marketing")), (.simulator, json.child("simulator")),
            ]
            for (name, node) in pairs { urls[name] = node?.string }
        }
    }
}
