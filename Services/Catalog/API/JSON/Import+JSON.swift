import JSON
import Models

extension ImportFormat: JSONConvertible {}
extension ImportStatus: JSONConvertible {}

/// An import and the first of its bad rows.
struct ImportView: JSONWritable {
    let state: ImportState
    let rowErrors: [RowError]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", state.id)
            json.field("format", state.format)
            json.field("status", state.status)
            json.field("rowsApplied", state.rowsApplied)
            json.field("created", state.counts.created)
            json.field("changed", state.counts.changed)
            json.field("unchanged", state.counts.unchanged)
            json.field("errors", state.counts.errors)
            json.field("rowErrors", rowErrors)
            json.field("startedAt", state.startedAt)
            json.field("progressedAt", state.progressedAt)
        }
    }
}

extension RowError: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("row", row)
            json.field("column", column)
            json.field("detail", detail)
        }
    }
}

/// As kept beside the import, to tell whether a further attempt wants the same.
extension ImportOptions: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("locale", locale)
            json.field("priceListId", priceListID)
            json.field("publishTo", publishTo)
        }
    }
}
