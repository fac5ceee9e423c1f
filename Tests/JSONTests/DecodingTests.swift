import JSON
import Testing

@Suite("Reading a type")
struct DecodingTests {
    @Test("takes a good body")
    func reads() throws {
        let order = try decode(#"{"name":"tea","lines":[{"sku":"A","quantity":2}],"note":null,"tags":{"x":1}}"#)

        #expect(order.name == "tea")
        #expect(order.lines == [SampleLine(sku: "A", quantity: 2)])
        #expect(order.note == nil)
    }

    @Test("takes a time that grows with the body's length, not with its square, when all of it is nonsense")
    func readsNonsenseInLinearTime() {
        let body = #"{"name":"t","lines":["# + String(repeating: "1,", count: 200_000) + "1]}"

        let started = ContinuousClock.now
        #expect(throws: JSONError.self) { try decode(body) }

        // In a debug build well under a second; by the square it were an hour.
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test("lists every bad field, not only the first")
    func listsAll() {
        expectProblems(
            #"{"name":7,"lines":[{"sku":"A","quantity":0},{"sku":"","quantity":"2"},{}]}"#,
            [
                "/name must be a string",
                "/lines/0/quantity must be from 1 to 100",
                "/lines/1/sku must have 1 to 8 characters",
                "/lines/1/quantity must be a whole number",
                "/lines/2/sku is required",
                "/lines/2/quantity is required",
            ]
        )
    }

    @Test(
        "refuses fields that it does not know, at every depth",
        arguments: [
            (#"{"name":"t","lines":[{"sku":"A","quantity":1}],"extra":1}"#, "/extra"),
            (
                #"{"name":"t","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":1,"e/x~":{"y":1}}]}"#,
                "/lines/1/e~1x~0"
            ),
        ]
    )
    func refusesUnknown(text: String, pointer: String) {
        expectProblems(text, ["\(pointer) is not a known field"])
    }

    @Test("refuses unknown fields of a part that is looked at by hand")
    func refusesUnknownByHand() throws {
        let error = #expect(throws: JSONError.self) {
            try JSON.decode(Envelope.self, from: Array(#"{"inner":{"known":1,"unknown":2},"list":[{"x":1}]}"#.utf8))
        }

        #expect(error?.description == "/inner/unknown is not a known field; /list/0/x is not a known field")
    }

    @Test("passes over unknown fields when a newer version may have sent them")
    func allowsUnknown() throws {
        let text = #"{"name":"t","lines":[{"sku":"A","quantity":1,"new":{}}],"newer":[1]}"#

        #expect(try JSON.decode(Sample.self, from: Array(text.utf8), allowingUnknown: true).lines.count == 1)
    }

    @Test("refuses absent, null and misshapen values")
    func refusesShapes() {
        expectProblems("{}", ["/name is required", "/lines is required"])
        expectProblems(#"{"name":null,"lines":{}}"#, ["/name is required", "/lines must be a list"])
        expectProblems(#"{"name":"t","lines":[]}"#, ["/lines must have 1 to 3 elements"])
        expectProblems(#"{"name":"t","lines":[1]}"#, ["/lines/0 must be an object"])
        expectProblems("[]", ["/ must be an object"])
    }

    @Test("a wrong optional field is a problem too")
    func refusesWrongOptional() {
        expectProblems(
            #"{"name":"t","lines":[{"sku":"A","quantity":1}],"note":5,"tags":{"x":"1"}}"#,
            ["/note must be a string", "/tags/x must be a whole number"]
        )
    }

    @Test("names the values that an enumeration takes")
    func namesAllowed() {
        #expect(throws: JSONError.invalid([FieldProblem(pointer: "", detail: "must be one of: red, blue")])) {
            try JSON.decode(SampleColour.self, from: Array(#""green""#.utf8))
        }
    }

    @Test("hands on the exact bytes of a value")
    func keepsRawBytes() throws {
        let node = try JSON.parse(Array(#"{"data": {"a" : 1.0, "b":"\u0041"} , "text":"x\"y"}"#.utf8))

        #expect(
            node.child("data").map { String(decoding: $0.rawBytes, as: UTF8.self) } == #"{"a" : 1.0, "b":"\u0041"}"#
        )
        #expect(node.child("text").map { String(decoding: $0.rawBytes, as: UTF8.self) } == #""x\"y""#)
    }

    @Test("tells of at most a hundred problems")
    func limitsProblems() throws {
        let text = "[" + Array(repeating: "\"x\"", count: 1_000).joined(separator: ",") + "]"

        let error = #expect(throws: JSONError.self) { try JSON.decode([Int].self, from: Array(text.utf8)) }

        guard case .invalid(let problems) = error else { return #expect(Bool(false), "was malformed") }
        #expect(problems.count == 100)
    }

    private func decode(_ text: String) throws -> Sample {
        try JSON.decode(Sample.self, from: Array(text.utf8))
    }

    private func expectProblems(_ text: String, _ expected: [String], at location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: JSONError.self, sourceLocation: location) { try decode(text) }
        #expect(error?.description == expected.joined(separator: "; "), sourceLocation: location)
    }
}

private struct Sample: JSONReadable {
    let name: String
    let lines: [SampleLine]
    let note: String?

    init?(json: JSONNode) {
        let name = json.text("name")
        let lines: [SampleLine]? = json.required("lines", count: 1...3)
        let note: String? = json.optional("note")
        _ = json.map("tags", of: Int.self)
        guard let name, let lines else { return nil }
        self.name = name
        self.lines = lines
        self.note = note
    }
}

private struct SampleLine: JSONReadable, Equatable {
    let sku: String
    let quantity: Int

    init(sku: String, quantity: Int) {
        self.sku = sku
        self.quantity = quantity
    }

    init?(json: JSONNode) {
        let sku = json.text("sku", length: 1...8)
        let quantity: Int? = json.required("quantity", in: 1...100)
        guard let sku, let quantity else { return nil }
        self.init(sku: sku, quantity: quantity)
    }
}

private struct Envelope: JSONReadable {
    init?(json: JSONNode) {
        guard json.child("list") != nil, json.child("inner")?.child("known")?.int64 != nil else { return nil }
    }
}

private enum SampleColour: String, CaseIterable, JSONReadable {
    case red, blue
}
