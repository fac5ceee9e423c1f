import Foundation
import JSON
import Models
import ServiceKit

extension StudyShop {
    /// Sends the products' file on as it is read.
    func importProducts(_ files: StudyFiles) async throws -> ImportedProducts {
        guard let id = try files.productsImportID() else {
            throw GzipFile.Unreadable(description: "\(files.products.path) makes no import id")
        }
        let file = try GzipFile(files.products)
        var call = HTTPCall(
            .post,
            staff.entrance.url(of: .catalog) + "/v1/imports/complete-journey",
            headers: [
                ("Authorization", "Bearer \(staff.token)"), ("Content-Type", "text/csv"), ("Import-Id", "\(id)"),
            ],
            timeoutSeconds: 1800
        )
        call.upload = HTTPUpload { try file.read($0) }
        let answer = try await staff.http.send(call)
        guard answer.status == 200 else {
            throw ShopClient.Refused(status: answer.status, description: "the import → \(answer.status) \(answer.text)")
        }
        return try JSON.decode(from: answer.body)
    }

    func open(_ store: Store) async throws {
        try await post(.inventory, "/v1/locations", accepting: [409]) { json in
            json.field("id", store.locationID)
            json.field("name", "Store \(store.id)")
            json.field("type", "store")
            json.field("country", "US")
            json.field("timeZone", "America/New_York")
        }
        try await post(.catalog, "/v1/channels", accepting: [409]) { json in
            json.field("id", store.channelID)
            json.field("name", "Till of store \(store.id)")
            json.field("type", ChannelType.store)
            json.field("currency", Currency.usd)
            json.field("locale", "en-US")
            json.field("timeZone", "America/New_York")
            json.field("country", "US")
        }
    }
}

/// What became of the products' file.
struct ImportedProducts: JSONReadable {
    let rows: Int
    let errors: Int

    init?(json: JSONNode) {
        json.ignoreUnknown()
        let rows: Int? = json.required("rowsApplied")
        let errors: Int? = json.required("errors")
        guard let rows, let errors else { return nil }
        self.rows = rows
        self.errors = errors
    }
}
