import Models
import ServiceKit

/// A signature is taken as it was written and in no other way, and for the bytes that were signed alone.
func checkSignatures(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    hold(!isTaken(text) || text == header, "a header is taken that nobody wrote")
    let changed = edited(header, by: bytes)
    hold(isTaken(changed) == (changed == header), "a header is changed, and nobody minds, or whole and refused")
    let isTakenForOther = signature.verifies(header, "POST", path, body: bytes, at: now)
    hold(isTakenForOther == (bytes == body), "a body is changed, and nobody minds")
}

private func isTaken(_ header: String) -> Bool {
    signature.verifies(header, "POST", path, body: body, at: now)
}

private let now = Timestamp(microseconds: 1_800_000_000_000_000)
private let path = "/v1/provider-callbacks/simulator"
private let body = Array(#"{"id":"1"}"#.utf8)
private let signature = MessageSignature(secret: "a secret of tests")
private let header = signature.signing("POST", path, body: body, at: now)
