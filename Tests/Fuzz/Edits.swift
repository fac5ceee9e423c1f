/// A text with some of its letters changed, put in or taken out: each three bytes say what, where, and which letter. So the
/// fuzzer comes past the checks of form, which a text made up from nothing never would.
func edited(_ text: String, by edits: [UInt8]) -> String {
    var letters = Array(text.utf8)
    for start in stride(from: 0, to: edits.count - edits.count % 3, by: 3) where !letters.isEmpty {
        let position = (Int(edits[start] / 3) << 8 | Int(edits[start + 1])) % letters.count
        switch edits[start] % 3 {
        case 0: letters[position] = edits[start + 2]
        case 1: letters.insert(edits[start + 2], at: position)
        default: letters.remove(at: position)
        }
    }
    return String(decoding: letters, as: UTF8.self)
}
