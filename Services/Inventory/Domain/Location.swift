import Models

/// A place that holds goods or hands them over.
struct Location: Equatable, Sendable {
    let id: LocationID
    var name: String
    let type: LocationType
    var country: CountryCode
    var region: String?
    var timeZone: TimeZoneName
    var position: GeoPosition?
    var hours: [OpeningHours]
    var services: Set<LocationService>
    /// Lower is asked first when an order could be sourced from several places.
    var priority: Int
    /// An inactive location keeps its books but is never sourced and never offered.
    var active: Bool
    var version: Int64
}

enum LocationType: String, CaseIterable, Sendable {
    case warehouse, store, vending, overseas, thirdParty, pickupPoint

    /// What a place of this kind does unless its owner says otherwise.
    var usualServices: Set<LocationService> {
        switch self {
        case .warehouse, .overseas, .thirdParty: [.ships]
        case .store: [.sells, .pickup, .returns]
        case .vending: [.sells]
        case .pickupPoint: [.pickup, .returns]
        }
    }
}

enum LocationService: String, CaseIterable, Sendable {
    /// Parcels leave from here.
    case ships
    /// Customers collect what they ordered elsewhere.
    case pickup
    /// Goods are sold over the counter or through the flap.
    case sells
    /// Customers bring goods back.
    case returns
}

struct GeoPosition: Equatable, Sendable {
    let latitude: Double
    let longitude: Double
}
