import JSON

/// The figures of a bench as one line of JSON, for programs that compare runs.
struct Figures: Sendable {
    private let bench: String
    private var values: [(name: String, value: Double)] = []

    init(_ bench: String) { self.bench = bench }

    subscript(name: String) -> Double? {
        get { values.first { $0.name == name }?.value }
        set {
            values.removeAll { $0.name == name }
            if let newValue { values.append((name, newValue)) }
        }
    }

    var line: String {
        var json = JSONWriter()
        json.object { json in
            json.field("bench", bench)
            for (name, value) in values { json.field(dynamic: name, (value * 10_000).rounded() / 10_000) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    func print() { Terminal.say(line) }
}
