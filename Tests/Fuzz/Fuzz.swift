import Foundation

/// What is tried, named by `EMPORIA_FUZZ`: a property that holds for all bytes.
enum Property: String {
    case json, cards, tokens, signatures, texts, money

    func check(_ bytes: [UInt8]) {
        switch self {
        case .json: checkJSON(bytes)
        case .cards: checkCards(bytes)
        case .tokens: checkTokens(bytes)
        case .signatures: checkSignatures(bytes)
        case .texts: checkTexts(bytes)
        case .money: checkMoney(bytes)
        }
    }
}

private let property: Property = {
    let name = ProcessInfo.processInfo.environment["EMPORIA_FUZZ"] ?? ""
    guard let property = Property(rawValue: name) else { fatalError("there is no property \"\(name)\"") }
    return property
}()

/// Called by libFuzzer, which brings the `main`, with bytes that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryOnce(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    property.check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Ends the process when the property does not hold; libFuzzer keeps the bytes.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError(what()) }
}
