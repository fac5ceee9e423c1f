/// Why a body was refused.
public enum JSONError: Error, Equatable, Sendable {
    /// Not strict JSON; `offset` counts bytes from the start.
    case malformed(offset: Int, reason: String)

    /// Well-formed, yet not what was asked for. Lists every bad field, never only the first.
    case invalid([FieldProblem])
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let offset, let reason):
            "JSON is malformed at byte \(offset): \(reason)"
        case .invalid(let problems):
            problems.map { "\($0.pointer.isEmpty ? "/" : $0.pointer) \($0.detail)" }.joined(separator: "; ")
        }
    }
}

/// One bad field: where it is (RFC 6901, `/lines/0/quantity`; empty for the whole document) and what is wrong with it.
public struct FieldProblem: Equatable, Hashable, Sendable {
    public let pointer: String
    public let detail: String

    public init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

extension FieldProblem: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("pointer", pointer)
            json.field("detail", detail)
        }
    }
}

extension FieldProblem: JSONReadable {
    public init?(json: JSONNode) {
        let pointer: String? = json.required("pointer")
        let detail: String? = json.required("detail")
        guard let pointer, let detail else { return nil }
        self.init(pointer: pointer, detail: detail)
    }
}

/// What a document may cost before it is refused.
public struct JSONLimits: Sendable {
    /// Objects and arrays within each other.
    public var depthMax: Int

    /// Length of the text; offsets are 32 bits wide, so never more than 2 GiB.
    public var bytesMax: Int

    public static let standard = JSONLimits()

    public init(depthMax: Int = 64, bytesMax: Int = 64 << 20) {
        self.depthMax = depthMax
        self.bytesMax = min(bytesMax, Int(Int32.max))
    }
}
