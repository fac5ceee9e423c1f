/// Which statements this connection has prepared, by their template.
struct PreparedStatements {
    private var names: [String: String] = [:]
    private var lastNumber = 0
    /// The server forgot them, or their plans no longer fit; they are dropped before the next work begins.
    private(set) var mustReset = false

    /// A program has a few hundred statements; more means texts that differ without need.
    private static let countMax = 512

    var isFull: Bool { names.count >= Self.countMax }

    func name(for template: String) -> String? { names[template] }

    /// Names are never used twice, so a statement that the server still knows is never run by mistake.
    mutating func add(_ template: String) -> String {
        lastNumber += 1
        let name = "s\(lastNumber)"
        names[template] = name
        return name
    }

    mutating func remove(_ template: String) { names[template] = nil }

    mutating func invalidate() { mustReset = true }

    mutating func removeAll() {
        names.removeAll(keepingCapacity: true)
        mustReset = false
    }
}
