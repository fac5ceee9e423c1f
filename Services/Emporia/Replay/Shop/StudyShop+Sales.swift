import Algorithms
import JSON
import Models
import ServiceKit

extension StudyShop {
    /// Registers households by the number of their loyalty card.
    func register(_ households: [String]) async throws -> [String: CustomerID] {
        var customers: [String: CustomerID] = [:]
        for part in households.chunks(ofCount: 500) {
            let answer = try await post(.marketing, "/v1/customers/batch") { json in
                json.field(
                    "customers",
                    array: { json in
                        for household in part {
                            json.element(
                                Object { json in
                                    json.field("channelId", "loyalty-card")
                                    json.field("externalId", household)
                                    json.field("locale", "en-US")
                                }
                            )
                        }
                    }
                )
            }
            let registered: RegisteredCustomers = try JSON.decode(from: answer.body)
            for (household, customer) in zip(part, registered.customers) { customers[household] = customer.id }
        }
        return customers
    }

    func receive(_ delivery: Delivery) async throws {
        try await post(.inventory, "/v1/receipts") { json in
            json.field("locationId", delivery.store.locationID)
            json.field("reference", delivery.reference)
            json.field(
                "lines",
                array: { json in
                    for line in delivery.lines {
                        json.element(
                            Object { json in
                                json.field("sku", line.sku)
                                json.field("quantity", line.quantity)
                            }
                        )
                    }
                }
            )
        }
    }

    /// The till of one store sends its sales, in the order of time.
    func sell(_ sales: [TillSale], at store: Store, to customers: [String: CustomerID]) async throws -> SoldCounts {
        let till = try staff.asTill(of: store)
        var counts = SoldCounts()
        for part in sales.chunks(ofCount: 500) {
            let orders = try part.map { sale in
                guard let customer = customers[sale.householdID] else { throw Stranger(household: sale.householdID) }
                return try sale.order(of: customer)
            }
            let answer = try await post(.order, "/v1/intake/till-orders", as: till) { $0.field("orders", orders) }
            counts += SoldCounts(try JSON.decode(TakenOrders.self, from: answer.body))
        }
        return counts
    }
}

/// Marketing answered for fewer households than it was asked about.
private struct Stranger: Error, CustomStringConvertible {
    let household: String
    var description: String { "household \(household) is no customer" }
}

extension ShopClient {
    /// The same connections under a token that may speak for this till alone.
    fileprivate func asTill(of store: Store) throws -> ShopClient {
        try ShopClient(self, subject: store.channelID, roles: [.channel], channel: ChannelID(store.channelID))
    }
}

private struct RegisteredCustomers: JSONReadable {
    let customers: [Customer]

    struct Customer: JSONReadable {
        let id: CustomerID

        init?(json: JSONNode) {
            json.ignoreUnknown()
            guard let id: CustomerID = json.required("customerId") else { return nil }
            self.id = id
        }
    }

    init?(json: JSONNode) {
        guard let customers: [Customer] = json.required("customers") else { return nil }
        self.customers = customers
    }
}
