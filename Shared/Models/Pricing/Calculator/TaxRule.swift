/// A tax on every line of one tax class.
public struct TaxRule: Sendable, Hashable {
    public let taxClass: String
    public let name: String

    /// Hundredths of a percent, not negative.
    public let rateBasisPoints: Int

    /// Whether prices contain it (most of the world) or it comes on top (North America).
    public let included: Bool

    public init(taxClass: String = "standard", name: String, rateBasisPoints: Int, included: Bool) {
        self.taxClass = taxClass
        self.name = name
        self.rateBasisPoints = rateBasisPoints
        self.included = included
    }
}
