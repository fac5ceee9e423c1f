import JSON
import Models
import ServiceKit

extension InventoryRoutes {
    /// Changes the fields that are named and leaves the others. What a location is and where it stands never changes;
    /// its stock would silently mean something else.
    func changeLocation(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: LocationID.self)
        let version = try request.ifMatch()
        let change: ChangeLocationRequest = try request.decode()

        let location = try await locations.update(id, version: version) { change.apply(to: &$0) }

        return .ok(location, etag: location.version)
    }
}

struct ChangeLocationRequest: JSONReadable {
    private let name: String?
    private let region: String?
    private let timeZone: TimeZoneName?
    private let position: GeoPosition?
    private let hours: [OpeningHours]?
    private let services: [LocationService]?
    private let sells: Bool?
    private let priority: Int?
    private let active: Bool?

    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        name = json.optionalText("name", length: 1...200)
        region = json.optionalText("region", length: 1...100)
        timeZone = json.optional("timeZone")
        position = json.optional("position")
        hours = json.optional("hours", as: [OpeningHours].self, count: 0...42)
        services = json.optional("services", as: [LocationService].self, count: 0...LocationService.allCases.count)
        sells = json.optional("sells")
        priority = json.optional("priority", in: 0...10_000)
        active = json.optional("active")
    }

    func apply(to location: inout Location) {
        location.name = name ?? location.name
        location.region = region ?? location.region
        location.timeZone = timeZone ?? location.timeZone
        location.position = position ?? location.position
        location.hours = hours ?? location.hours
        location.services = (services.map(Set.init) ?? location.services).selling(sells)
        location.priority = priority ?? location.priority
        location.active = active ?? location.active
    }
}
