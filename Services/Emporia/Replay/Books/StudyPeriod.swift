import Models

/// Which sales of the system are compared: those of these tills, each in the week that its time lies in.
struct StudyPeriod: Sendable {
    private(set) var weeks: [Int] = []
    private(set) var stores: Set<Store> = []
    /// Of the first sale in each week.
    private(set) var starts: [Timestamp] = []
    /// Of the last sale of all.
    private(set) var end = Timestamp(microseconds: .min)

    mutating func add(_ week: StudyWeek) {
        weeks.append(week.number)
        starts.append(week.firstSale)
        end = max(end, week.lastSale)
        stores.formUnion(week.sales.map(\.store))
    }

    var channels: [String] { stores.map(\.channelID) }
}
