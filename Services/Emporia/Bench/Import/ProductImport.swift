import JSON
import Models
import ServiceKit

/// Sends an export to catalog, as a merchant's program would.
struct ProductImport: Sendable {
    private let bench: BenchShop
    private let priceList: String

    init(_ bench: BenchShop, priceList: String) {
        self.bench = bench
        self.priceList = priceList
    }

    struct Answer: JSONReadable {
        let rows: Int
        let created: Int
        let errors: Int

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let rows: Int? = json.required("rowsApplied")
            let created: Int? = json.required("created")
            let errors: Int? = json.required("errors")
            guard let rows, let created, let errors else { return nil }
            self.rows = rows
            self.created = created
            self.errors = errors
        }
    }

    /// - Parameter id: The same for every attempt at the same export.
    func send(_ export: ShopifyExport, id: ImportID) async throws -> Answer {
        let query = "priceListId=\(priceList)&publishTo=\(BenchGoods.channel)"
        var call = HTTPCall(
            .post,
            bench.shop.url(of: .catalog) + "/v1/imports/shopify?\(query)",
            headers: [
                ("Authorization", "Bearer \(bench.staff.token)"), ("Content-Type", "text/csv"), ("Import-Id", "\(id)"),
            ],
            timeoutSeconds: 600
        )
        call.upload = export.upload()
        let answer = try await bench.staff.http.send(call)
        guard answer.status == 200 else {
            throw BenchFailure("the import → \(answer.status) \(answer.text.prefix(300))")
        }
        return try JSON.decode(from: answer.body)
    }

    /// 0 until it has begun.
    func rowsApplied(_ id: ImportID) async throws -> Int {
        let answer = try await bench.staff.send(.get, .catalog, "/v1/imports/\(id)", accepting: [404])
        guard answer.status == 200 else { return 0 }
        return try JSON.decode(Answer.self, from: answer.body).rows
    }
}
