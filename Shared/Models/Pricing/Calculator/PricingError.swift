/// Why a cart cannot be priced; each is the asker's mistake, never the shopper's.
public enum PricingError: Error, Equatable, Sendable {
    /// Overflow, or an amount in another currency than the cart's.
    case money(MoneyError)
    case noUnits(lineID: Int)
    case negativePrice(lineID: Int)
    case repeatedLine(lineID: Int)
    case badRule(String)

    /// Runs arithmetic on money and gives its error this type.
    static func checking<T>(_ body: () throws(MoneyError) -> T) throws(PricingError) -> T {
        do {
            return try body()
        } catch {
            throw .money(error)
        }
    }
}
