import JSON

/// All that a document says, read through the public reader.
indirect enum Tree: JSONWritable {
    case object([(name: String, value: Tree)])
    case array([Tree])
    case string(String)
    case number(text: [UInt8], int: Int64?, double: Double?)
    case bool(Bool)
    case null

    init(_ node: JSONNode) {
        switch node.kind {
        case .object: self = .object(node.members.map { ($0.name, Tree($0.value)) })
        case .array: self = .array(node.elements.map(Tree.init))
        case .string: self = .string(node.string ?? "")
        case .number: self = .number(text: node.rawBytes, int: node.int64, double: node.double)
        case .bool: self = .bool(node.bool ?? false)
        case .null: self = .null
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .object(let members):
            json.object { json in
                for (name, value) in members { json.field(dynamic: name, value) }
            }
        case .array(let elements):
            json.array { json in
                for element in elements { json.element(element) }
            }
        case .string(let text): json.string(text)
        case .number(let text, _, _): json.raw(text)
        case .bool(let value): json.bool(value)
        case .null: json.null()
        }
    }
}
