import Models

extension OrderStatusPage {
    /// The same for a browser, without script, style sheet or anything from elsewhere.
    var html: String {
        let items = lines.map { "<li>\($0.quantity) × \($0.sku.value.escapedForHTML)</li>" }.joined()
        let steps = history.map { "<li><time>\($0.at)</time> \($0.status.rawValue)</li>" }.joined()
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="robots" content="noindex"><title>Order \(number)</title></head>
            <body><h1>Order \(number)</h1><p>Status: <strong>\(status.rawValue)</strong></p>
            <p>Total: \(total.map(\.description) ?? "–")</p><h2>Items</h2><ul>\(items)</ul>
            <h2>History</h2><ol>\(steps)</ol></body></html>
            """
    }
}

extension String {
    /// A SKU is a merchant's text and may hold anything printable. By scalars, as a browser reads: a letter that takes the
    /// next sign along, as U+0D4E does, is one character with a `<` behind it.
    var escapedForHTML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
