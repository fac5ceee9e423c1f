import Models
import ServiceKit

extension CatalogRoutes {
    func importShopify(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("locale", "priceListId", "publishTo")
        let options = try importOptions(request)
        var exponent: Int?
        if let id = options.priceListID { exponent = try await prices.findList(id).currency.exponent }
        return try await run(.shopify, options, request) { [exponent] header throws(ImportFileError) in
            try ShopifyReader(header: header, currencyExponent: exponent)
        }
    }

    func importCompleteJourney(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("locale", "publishTo")
        return try await run(.completeJourney, try importOptions(request), request) { header throws(ImportFileError) in
            try CompleteJourneyReader(header: header)
        }
    }

    func showImport(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return try await answer(
            try await imports.find(try request.parameter("id"), for: try request.caller.editor())
        )
    }

    func listImportErrors(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let page = try request.page()
        let state = try await imports.find(try request.parameter("id"), for: try request.caller.editor())
        return .ok(try await imports.errors(of: state.id, limit: page.limit, after: page.cursor))
    }

    private func run(
        _ format: ImportFormat,
        _ options: ImportOptions,
        _ request: ServiceRequest,
        reader: @escaping ImportUpload.ReaderMaker
    ) async throws -> ServiceResponse {
        guard let id = request.header("Import-Id").flatMap(ImportID.init) else {
            throw Problem.badRequest("Send a UUID as Import-Id, the same for every attempt at this file.")
        }
        let type = request.header("Content-Type") ?? ""
        guard type.lowercased().hasPrefix("text/csv"), request.header("Content-Encoding") == nil else {
            throw ImportFileError.notPlainCSV
        }
        let editor = try request.caller.editor()
        var upload = ImportUpload(
            imports: imports,
            options: options,
            editor: editor,
            makeReader: reader,
            begin: { [imports] in try await imports.begin(id, format, options, by: editor) }
        )
        return try await answer(try await upload.run(request.bodyStream))
    }

    private func answer(_ state: ImportState) async throws -> ServiceResponse {
        let errors = try await imports.errors(of: state.id, limit: 100, after: nil)
        return .ok(ImportView(state: state, rowErrors: errors.items))
    }

    private func importOptions(_ request: ServiceRequest) throws -> ImportOptions {
        let names = (try request.query("publishTo", as: String.self) ?? "").split(separator: ",")
        let channels = names.compactMap { ChannelID(String($0)) }
        guard channels.count == names.count, Set(channels).count == channels.count, channels.count <= 20 else {
            throw Problem.badRequest("publishTo must name up to 20 different channels, separated by commas.")
        }
        return ImportOptions(
            locale: try request.query("locale") ?? .english,
            priceListID: try request.query("priceListId"),
            publishTo: channels
        )
    }
}
