import Models
import Postgres
import ServiceKit

/// Keeps what quotes need of catalog.
struct HearCatalog: Sendable {
    let projections: ProjectionStore

    var handlers: [EventHandler] {
        [
            .on(ChannelChanged.self) { try projections.put($0, toldAt: $1.time, on: $2) },
            .together(ProductChanged.self) { try projections.put($0, toldAt: $1, on: $2) },
            .together(PriceChanged.self) { try projections.put($0, toldAt: $1, on: $2) },
        ]
    }
}
