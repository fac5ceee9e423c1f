import Foundation
import Models
public import ServiceKit
import Yams

/// Compares a service's routes with its document, both ways, and the document with what a reader needs of it.
public enum OpenAPIContract {
    /// What is wrong, a line each; empty when routes and document agree.
    public static func differences(between endpoints: [Endpoint], and document: String) throws -> [String] {
        let path = Repository.path(document)
        guard let root = try Yams.load(yaml: String(contentsOfFile: path, encoding: .utf8)) as? [String: Any],
            let paths = root["paths"] as? [String: [String: Any]]
        else { return ["\(document) has no paths"] }
        var found = (root["openapi"] as? String)?.hasPrefix("3.1") == true ? [] : ["it is not OpenAPI 3.1"]
        let served = Set(endpoints.map { "\($0.method.rawValue.lowercased()) \($0.path)" })
        let access = Dictionary(
            endpoints.map { ("\($0.method.rawValue.lowercased()) \($0.path)", $0.access) },
            uniquingKeysWith: { first, _ in first }
        )
        var documented: Set<String> = []
        var operationIDs: Set<String> = []
        for (path, item) in paths {
            for (method, value) in item where methods.contains(method) {
                let name = "\(method) \(path)"
                documented.insert(name)
                guard let operation = value as? [String: Any] else { continue }
                found += flaws(of: operation, item, path, name, in: root)
                if let served = access[name], served != documentedAccess(of: operation) {
                    found.append("\(name): x-access differs from who is admitted, \(served)")
                }
                if let id = operation["operationId"] as? String, !operationIDs.insert(id).inserted {
                    found.append("\(name): the operationId \(id) is used twice")
                }
            }
        }
        found += served.subtracting(documented).map { "\($0): served but not documented" }
        found += documented.subtracting(served).map { "\($0): documented but not served" }
        found += danglingReferences(in: root, root: root)
        return found.sorted()
    }

    private static let methods: Set = ["get", "put", "post", "patch", "delete"]

    /// Who may call, as `x-access` says it; `own` names roles that reach only what is theirs, which queries see to.
    private static func documentedAccess(of operation: [String: Any]) -> Access? {
        guard let access = operation["x-access"] as? [String: Any] else { return nil }
        if access["open"] as? Bool == true { return .open }
        if access["verified"] as? Bool == true { return .verified }
        let roles = Set((access["roles"] as? [String] ?? []).compactMap(Role.init))
        let services = Set((access["services"] as? [String] ?? []).compactMap(ServiceName.init))
        if services.isEmpty { return .roles(roles) }
        return roles.isEmpty ? .services(services) : .rolesOrServices(roles, services)
    }

    /// Neither services nor who signs what they send have a rate.
    private static func isLimited(_ operation: [String: Any]) -> Bool {
        switch documentedAccess(of: operation) {
        case .open, .roles, .rolesOrServices: true
        case .services, .verified, nil: false
        }
    }

    private static func flaws(
        of operation: [String: Any],
        _ item: [String: Any],
        _ path: String,
        _ name: String,
        in root: [String: Any]
    ) -> [String] {
        var found: [String] = []
        if operation["operationId"] == nil { found.append("\(name): no operationId") }
        if operation["summary"] == nil { found.append("\(name): no summary") }
        let parameters = ((item["parameters"] as? [Any] ?? []) + (operation["parameters"] as? [Any] ?? []))
            .compactMap { resolve($0, in: root) }
        for parameter in path.matches(of: /\{(\w+)\}/).map({ String($0.1) }) {
            let isDescribed = parameters.contains {
                $0["name"] as? String == parameter && $0["in"] as? String == "path"
            }
            if !isDescribed { found.append("\(name): the parameter \(parameter) is not described") }
        }
        let responses = operation["responses"] as? [AnyHashable: Any] ?? [:]
        if responses.isEmpty { found.append("\(name): no responses") }
        if isLimited(operation) != (responses["429"] != nil) {
            found.append("\(name): 429 is what callers with a rate are told, and no others")
        }
        for (status, value) in responses {
            guard let response = resolve(value, in: root) else { continue }
            if let flaw = exampleFlaw(of: response, in: root) { found.append("\(name) \(status): \(flaw)") }
        }
        if let body = operation["requestBody"].flatMap({ resolve($0, in: root) }),
            let flaw = exampleFlaw(of: body, in: root)
        {
            found.append("\(name) request: \(flaw)")
        }
        return found
    }

    /// A schema tells a program what may come, an example tells a person.
    private static func exampleFlaw(of holder: [String: Any], in root: [String: Any]) -> String? {
        guard let content = holder["content"] as? [String: Any] else { return nil }
        for (type, value) in content where type.contains("json") {
            guard let media = value as? [String: Any] else { continue }
            guard let schema = media["schema"] else { return "\(type) has no schema" }
            let hasExample =
                media["example"] != nil || media["examples"] != nil
                || resolve(schema, in: root)?["example"] != nil || resolve(schema, in: root)?["examples"] != nil
            if !hasExample { return "\(type) has no example" }
        }
        return nil
    }

    private static func resolve(_ value: Any, in root: [String: Any]) -> [String: Any]? {
        guard let object = value as? [String: Any] else { return nil }
        guard let reference = object["$ref"] as? String else { return object }
        return lookUp(reference, in: root) as? [String: Any]
    }

    private static func lookUp(_ reference: String, in root: [String: Any]) -> Any? {
        guard reference.hasPrefix("#/") else { return nil }
        var value: Any? = root
        for part in reference.dropFirst(2).split(separator: "/") {
            value = (value as? [String: Any])?[String(part)]
        }
        return value
    }

    private static func danglingReferences(in value: Any, root: [String: Any]) -> [String] {
        switch value {
        case let object as [String: Any]:
            if let reference = object["$ref"] as? String, lookUp(reference, in: root) == nil {
                return ["\(reference) points nowhere"]
            }
            return object.values.flatMap { danglingReferences(in: $0, root: root) }
        case let list as [Any]:
            return list.flatMap { danglingReferences(in: $0, root: root) }
        default:
            return []
        }
    }
}
