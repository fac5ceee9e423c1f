import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    func registerLocation(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let location = try request.decode(RegisterLocationRequest.self).location
        return try await request.once(in: database) { session in
            try locations.insert(location, on: session)
            return .created(location, location: "/v1/locations/\(location.id.value)", etag: location.version)
        }
    }
}

struct RegisterLocationRequest: JSONReadable {
    let location: Location

    init?(json: JSONNode) {
        let id: LocationID? = json.required("id")
        let name = json.text("name", length: 1...200)
        let type: LocationType? = json.required("type")
        let country: CountryCode? = json.required("country")
        let region = json.optionalText("region", length: 1...100)
        let timeZone: TimeZoneName? = json.required("timeZone")
        let position: GeoPosition? = json.optional("position")
        let hours = json.optional("hours", as: [OpeningHours].self, count: 0...42)
        let services = json.optional("services", as: [LocationService].self, count: 0...LocationService.allCases.count)
        let sells: Bool? = json.optional("sells")
        let priority = json.optional("priority", in: 0...10_000)
        let active: Bool? = json.optional("active")
        guard let id, let name, let type, let country, let timeZone else { return nil }
        location = Location(
            id: id,
            name: name,
            type: type,
            country: country,
            region: region,
            timeZone: timeZone,
            position: position,
            hours: hours ?? [],
            services: (services.map(Set.init) ?? type.usualServices).selling(sells),
            priority: priority ?? 100,
            active: active ?? true,
            version: 1
        )
    }
}

extension Set<LocationService> {
    /// `sells` is a shorthand for the service of that name.
    func selling(_ sells: Bool?) -> Set<LocationService> {
        switch sells {
        case true?: union([.sells])
        case false?: subtracting([.sells])
        case nil: self
        }
    }
}
