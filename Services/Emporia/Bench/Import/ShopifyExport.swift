import ServiceKit
import Synchronization

/// A Shopify product export of any length, made while it is read: a product a row, with price, barcode and image.
final class ShopifyExport: Sendable {
    private let name: String
    private let rows: Int
    private let next = Mutex(0)

    /// - Parameter name: What handles and SKUs begin with, so that two exports have no product in common.
    init(named name: String, rows: Int) {
        self.name = name
        self.rows = rows
    }

    /// From the beginning, each time.
    func upload() -> HTTPUpload {
        next.withLock { $0 = 0 }
        return HTTPUpload { [self] countMax in next.withLock { piece(from: &$0, countMax) } }
    }

    private func piece(from number: inout Int, _ countMax: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        if number == 0 {
            bytes += Self.header.utf8
            number = 1
        }
        while number <= rows {
            let row = Array(row(number).utf8)
            guard bytes.count + row.count <= countMax else { break }
            bytes += row
            number += 1
        }
        return bytes
    }

    private static let header = """
        Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,\
        Variant Price,Variant Taxable,Variant Barcode,Image Src,Image Position,Status

        """

    private func row(_ number: Int) -> String {
        let key = "\(name.lowercased())-\(number)"
        let words = Self.words
        let title = "\(words[number % 7]) \(words[(number / 7) % 7]) \(number)"
        return
            "\(key),\(title),\"<p>\(title), made to last. It comes in one size, and in the colours of the season.</p>\","
            + "\(words[number % 5]) & Co,Household,\"home, \(words[number % 3])\",TRUE,Title,Default Title,\(key),\(number % 900 + 50),"
            + "\(number % 90 + 5).9\(number % 10),TRUE,\(20_000_000 + number),https://cdn.example/\(key).jpg,1,active\n"
    }

    private static let words = ["Oak", "Linen", "Stone", "Copper", "Glass", "Wool", "Maple"]
}
