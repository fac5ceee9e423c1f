import JSON

@testable import ServiceKit

/// No document that the reader takes hides card data from the guard, which has another way to read.
func checkCards(_ bytes: [UInt8]) {
    let finding = CardDataGuard.finding(inBody: bytes)
    guard let node = try? JSON.parse(bytes), Tree(node).holdsCardData else { return }
    hold(finding != nil, "the guard does not see the card data")
}

extension Tree {
    fileprivate var holdsCardData: Bool {
        switch self {
        case .object(let members):
            members.contains { name, value in
                CardDataGuard.isCardField(name) || CardDataGuard.isCardNumber(name) || value.holdsCardData
            }
        case .array(let elements): elements.contains(where: \.holdsCardData)
        case .string(let text): CardDataGuard.isCardNumber(text)
        case .number(_, let int, _): int.map { CardDataGuard.isCardNumber(String($0)) } ?? false
        case .bool, .null: false
        }
    }
}
