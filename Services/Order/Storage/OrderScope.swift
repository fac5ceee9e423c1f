import Models
import Postgres
import ServiceKit

/// Which orders a caller may see. It is part of the query itself, so that what isn't the caller's is never even read.
enum OrderScope: Sendable {
    case everything
    case owner(Owner)
    /// Orders that a till or marketplace brought; of one channel, for a token bound to it.
    case external(ChannelID?)

    init(_ caller: Caller) {
        self =
            if caller.isStaff || caller.roles.contains(.warehouse) {
                .everything
            } else if caller.roles.contains(.channel) {
                .external(caller.channelID)
            } else {
                .owner(Owner(caller))
            }
    }

    var condition: SQL {
        switch self {
        case .everything: "TRUE"
        case .owner(.customer(let id)): "customer_id = \(id)"
        case .owner(.guest(let subject)): "guest = \(subject)"
        case .external(nil): "origin <> 'web'"
        case .external(let channel?): "channel_id = \(channel)"
        }
    }
}

extension Owner {
    /// A customer owns by their customer id, whatever token they come with; anybody else by the token's subject.
    init(_ caller: Caller) {
        self = caller.customerID.map(Owner.customer) ?? .guest(caller.subject)
    }
}
