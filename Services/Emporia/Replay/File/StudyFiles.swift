import Crypto
import Foundation
import Models

/// The files of the Complete Journey study in one folder.
struct StudyFiles: Sendable {
    let products: URL
    /// In the order of time.
    let transactions: [URL]

    init(_ folder: String) throws {
        let folder = URL(filePath: folder, directoryHint: .isDirectory)
        products = folder.appending(path: "products.csv.gz")
        transactions = ["transactions_h1.csv.gz", "transactions_h2.csv.gz"].map { folder.appending(path: $0) }
        for file in [products] + transactions where !FileManager.default.isReadableFile(atPath: file.path) {
            throw GzipFile.Unreadable(description: "\(file.path) is missing")
        }
    }

    /// Names the import of this very file, so that importing it again goes on where an earlier attempt ended.
    func productsImportID() throws -> UUIDValue? {
        let hash = SHA256.hash(data: try Data(contentsOf: products))
        var bytes = Array(hash.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUIDValue(bytes: bytes)
    }
}
