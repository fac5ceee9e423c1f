import JSON
import Testing

@testable import ServiceKit

@Suite("A sequence of JSON texts")
struct JSONSequenceTests {
    @Test("is read text by text, wherever its bytes are cut")
    func cutAnywhere() {
        let sent = ["one\nline", "茶", ""].flatMap { JSONSequence.text($0) }

        for first in 0...sent.count {
            var texts: [String] = []
            var bytes = Array(sent[..<first])
            JSONSequence.takeTexts(from: &bytes) { texts.append(String(decoding: $0, as: UTF8.self)) }
            bytes += sent[first...]
            JSONSequence.takeTexts(from: &bytes) { texts.append(String(decoding: $0, as: UTF8.self)) }

            #expect(texts == [#""one\nline""#, #""茶""#, #""""#])
            #expect(bytes.isEmpty)
        }
    }

    @Test("keeps what a text brought along on one line, and passes over what is no text")
    func oneLine() throws {
        var bytes = Array("nothing\n\u{1E}{\"cut".utf8)
        bytes += JSONSequence.text(Pretty())
        var texts: [String] = []
        JSONSequence.takeTexts(from: &bytes) { texts.append(String(decoding: $0, as: UTF8.self)) }

        #expect(texts == [#"{"body":{ "a": 1 }}"#])
    }

    private struct Pretty: JSONWritable {
        func write(to json: inout JSONWriter) {
            json.object { $0.field("body", raw: Array("{\n\"a\": 1\n}".utf8)) }
        }
    }
}
