import Foundation
import TestSupport
import Testing

/// The rules of the house, held by a test so that breaking one names the file.
@Suite("The architecture")
struct ArchitectureTests {
    @Test("lets arrows go one way: services → ServiceKit → Postgres → Models → JSON")
    func layersPointDownwards() throws {
        let forbidden: [(folder: String, modules: Set<String>)] = [
            ("Shared/JSON", ["Models", "Postgres", "ServiceKit", "Hummingbird"]),
            ("Shared/Models", ["Postgres", "ServiceKit", "Hummingbird", "CLibpq", "CCurl"]),
            ("Shared/Postgres", ["ServiceKit", "Hummingbird", "CCurl"]),
            ("Shared/ServiceKit", ["CLibpq"]),
        ]
        for (folder, modules) in forbidden {
            for file in try SourceFile.all(in: folder) {
                #expect(file.imports.isDisjoint(with: modules), "\(file.path)")
            }
        }
    }

    @Test("lets no service import another")
    func servicesAreIndependent() throws {
        for file in try SourceFile.all(in: "Services") {
            #expect(!file.imports.contains { $0.hasSuffix("Service") }, "\(file.path)")
        }
    }

    @Test("keeps the domain free of I/O")
    func domainIsPure() throws {
        let allowed: Set = ["Foundation", "Models", "JSON", "Crypto", "OrderedCollections"]
        for file in try SourceFile.all(in: "Services") where file.path.contains("/Domain/") {
            #expect(file.imports.isSubset(of: allowed), "\(file.path) imports \(file.imports.subtracting(allowed))")
            #expect(!file.code.contains("await "), "\(file.path) waits for something")
        }
    }

    @Test("lets no request end the process")
    func requestPathsDoNotTrap() throws {
        let traps = ["fatalError(", "try!", " as! ", "preconditionFailure(", "uniqueKeysWithValues:"]
        for file in try SourceFile.all(in: "Services") + SourceFile.all(in: "Shared") {
            for trap in traps {
                #expect(!file.code.contains(trap), "\(file.path) holds \(trap)")
            }
        }
    }

    @Test("XC-06 lets no service read a neighbour's tables")
    func schemasAreOwned() throws {
        let services = ["catalog", "inventory", "order", "payment", "logistics", "marketing"]
        for service in services {
            for file in try SourceFile.all(in: "Services/\(service.capitalized)/Storage", extensions: ["swift", "sql"])
            {
                for neighbour in services where neighbour != service {
                    let reads = #"(?i)\b(FROM|JOIN|INTO|UPDATE|REFERENCES)\s+"# + neighbour + #"\."#
                    #expect(file.code.range(of: reads, options: .regularExpression) == nil, "\(file.path)")
                }
            }
        }
    }

    @Test(
        "gives every service the same shape",
        arguments: [
            "Catalog", "Inventory", "Order", "Payment", "Logistics", "Marketing",
        ]
    )
    func shapeIsTheSame(service: String) {
        for part in ["README.md", "openapi.yaml", "\(service)Service.swift", "API", "Domain", "Storage/Migrations"] {
            #expect(
                FileManager.default.fileExists(atPath: Repository.path("Services/\(service)/\(part)")),
                "Services/\(service)/\(part) is missing"
            )
        }
    }
}

/// A source file, with comments taken out.
private struct SourceFile {
    let path: String
    let code: String

    var imports: Set<String> {
        let pattern =
            /(?m)^\s*(?:@[\w()]+\s+)*(?:public |package |internal |private |fileprivate )?import (?:struct |enum |class |func )?(\w+)/
        return Set(code.matches(of: pattern).map { String($0.1) })
    }

    static func all(in folder: String, extensions: Set<String> = ["swift"]) throws -> [SourceFile] {
        let root = Repository.path(folder)
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        let files = names.filter { name in extensions.contains { name.hasSuffix(".\($0)") } }
        #expect(!files.isEmpty, "\(folder) holds no sources")
        return try files.map { name in
            let text = try String(contentsOfFile: root + "/" + name, encoding: .utf8)
            let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(
                separator: "\n"
            )
            return SourceFile(path: folder + "/" + name, code: code)
        }
    }
}
