import Models
import ServiceKit
import Testing

@Suite("The signature of a message")
struct MessageSignatureTests {
    private let now = Timestamp(microseconds: 1_800_000_000_000_000)
    private let body = Array(#"{"id":"1"}"#.utf8)
    private let signature = MessageSignature(secret: "a secret of tests")
    private var header: String { signature.signing("POST", "/v1/callbacks", body: body, at: now) }

    @Test("is taken in the one form in which it is written")
    func form() {
        let variants = [
            "," + header, header + ",", header + " ", " " + header, header.uppercased(),
            header.replacing(",", with: ",,"), header.replacing(",", with: ", "), header.replacing("t=", with: "t=+"),
            header.replacing("t=", with: "t=0"), header.replacing("v1=", with: "v1=0x"), header + "," + header,
        ]

        #expect(signature.verifies(header, "POST", "/v1/callbacks", body: body, at: now))
        for variant in variants {
            #expect(!signature.verifies(variant, "POST", "/v1/callbacks", body: body, at: now), "\(variant)")
        }
    }

    @Test("is good for its method, path, body and a few minutes alone")
    func scope() {
        #expect(!signature.verifies(header, "PUT", "/v1/callbacks", body: body, at: now))
        #expect(!signature.verifies(header, "POST", "/v1/other", body: body, at: now))
        #expect(!signature.verifies(header, "POST", "/v1/callbacks", body: body + [32], at: now))
        #expect(signature.verifies(header, "POST", "/v1/callbacks", body: body, at: now + 300))
        #expect(!signature.verifies(header, "POST", "/v1/callbacks", body: body, at: now + 301))
        #expect(!signature.verifies(header, "POST", "/v1/callbacks", body: body, at: now - 301))
    }
}
