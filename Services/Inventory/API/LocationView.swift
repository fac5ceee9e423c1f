import JSON
import Models

extension LocationType: JSONConvertible {}
extension LocationService: JSONConvertible {}
extension Weekday: JSONConvertible {}

extension Location: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("type", type)
            json.field("country", country)
            json.field("region", region)
            json.field("timeZone", timeZone)
            json.field("position", position)
            json.field("hours", hours)
            json.field("services", services.sorted { $0.rawValue < $1.rawValue })
            json.field("sells", services.contains(.sells))
            json.field("priority", priority)
            json.field("active", active)
            json.field("version", version)
        }
    }
}

extension GeoPosition: JSONConvertible {
    init?(json: JSONNode) {
        let latitude = json.required("latitude", in: -90.0...90.0)
        let longitude = json.required("longitude", in: -180.0...180.0)
        guard let latitude, let longitude else { return nil }
        self.init(latitude: latitude, longitude: longitude)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("latitude", latitude)
            json.field("longitude", longitude)
        }
    }
}

extension OpeningHours: JSONConvertible {
    init?(json: JSONNode) {
        let day: Weekday? = json.required("day")
        let opens: TimeOfDay? = json.required("opens")
        let closes: TimeOfDay? = json.required("closes")
        guard let day, let opens, let closes else { return nil }
        guard let hours = OpeningHours(day: day, opens: opens, closes: closes) else {
            json.fail("closes", "must be later than opens; a night past twelve is two entries")
            return nil
        }
        self = hours
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("day", day)
            json.field("opens", opens)
            json.field("closes", closes)
        }
    }
}

extension TimeOfDay: JSONConvertible {
    init?(json: JSONNode) {
        guard let time = json.string.flatMap(TimeOfDay.init) else {
            json.fail("must be a time of day from 00:00 to 24:00")
            return nil
        }
        self = time
    }

    func write(to json: inout JSONWriter) { json.string(description) }
}
