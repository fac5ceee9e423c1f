/// The parameters of one statement laid out as libpq wants them; reused, so a statement allocates nothing here.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var pointers: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// The protocol counts parameters in 16 bits.
    private static let countMax = 65_535

    mutating func fill(_ parameters: [PostgresParameter]) throws(PostgresError) {
        guard parameters.count <= Self.countMax else {
            throw .encoding("\(parameters.count) parameters, but at most \(Self.countMax) can be sent; bind an array")
        }
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for (index, parameter) in parameters.enumerated() {
            try append(parameter, number: index + 1)
        }
    }

    private mutating func append(_ parameter: PostgresParameter, number: Int) throws(PostgresError) {
        let start = bytes.count
        switch parameter {
        case .null: break
        case .integer(let value): bytes.append(decimal: value)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .utf8(let text): bytes.append(contentsOf: text)
        case .bytes(let raw): bytes.append(contentsOf: raw)
        }
        let isBinary = if case .bytes = parameter { true } else { false }
        // libpq takes text up to the first NUL, which would quietly cut the value.
        if !isBinary, bytes[start...].contains(0) {
            throw .encoding("parameter $\(number) holds a NUL character, which Postgres text cannot")
        }
        offsets.append(parameter == .null ? nil : start)
        lengths.append(Int32(clamping: bytes.count - start))
        formats.append(isBinary ? 1 : 0)
        bytes.append(0)
    }

    mutating func send(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Int32
    ) -> Int32 {
        bytes.withUnsafeBytes { raw in
            pointers.removeAll(keepingCapacity: true)
            for offset in offsets {
                pointers.append(
                    offset.flatMap { raw.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
                )
            }
            return pointers.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(Int32(values.count), values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
