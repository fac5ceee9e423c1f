import Foundation

/// Where this checkout lies, for tests that read its sources and documents.
public enum Repository {
    public static func path(_ relative: String) -> String {
        // Tests/Support/Repository.swift is three steps below the root.
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appending(path: relative).path
    }

    /// Real input that is not part of the checkout; nil where it is absent.
    public static func data(_ relative: String) -> String? {
        let folder = ProcessInfo.processInfo.environment["EMPORIA_DATA"] ?? path("../shared/data")
        let file = folder + "/" + relative
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }
}
