import JSON
import Testing

@Suite("Writing JSON")
struct WriterTests {
    @Test("puts commas where they belong, and leaves out what has no value")
    func writes() {
        var json = JSONWriter()
        json.object { json in
            json.field("a", 1)
            json.field("none", Int?.none)
            json.field(
                "list",
                array: { json in
                    json.element(1)
                    json.element("x")
                    json.element(Bool?.none)
                }
            )
            json.field("inner", object: { _ in })
            json.field("raw", raw: "[1, 2]".utf8)
            json.field(dynamic: "k\"ey", true)
            json.field("nested", [[1], []])
        }

        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"a":1,"list":[1,"x",null],"inner":{},"raw":[1, 2],"k\"ey":true,"nested":[[1],[]]}"#
        )
    }

    @Test("writes objects into a list piece by piece")
    func writesElements() {
        var json = JSONWriter()
        json.array { json in
            for number in 1...2 {
                json.nextElement()
                json.object { $0.field("n", number) }
            }
        }

        #expect(String(decoding: json.bytes, as: UTF8.self) == #"[{"n":1},{"n":2}]"#)
    }
}
