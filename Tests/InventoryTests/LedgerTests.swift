import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("The ledger of movements")
struct LedgerTests {
    @Test("INV-10 is append-only: what is booked stays booked")
    func appendOnly() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)

            let attempts: [SQL] = [
                "UPDATE movements SET delta = 6", "DELETE FROM movements", "TRUNCATE movements",
                "INSERT INTO movements (sku, location_id, delta, kind) VALUES ('TEA-250', 'wh-shanghai', 0, 'received')",
            ]
            for attempt in attempts {
                await #expect(throws: PostgresError.self) { try await warehouse.database.run(attempt) }
            }

            #expect(try await warehouse.level(.tea) == (5, 0))
        }
    }

    @Test("INV-02 the database itself refuses stock below zero or below what is promised")
    func checks() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            try await warehouse.reserve([.line(1, 4)], for: OrderID()).require(201)

            for attempt: SQL in [
                "UPDATE stock SET on_hand = 3", "UPDATE stock SET reserved = 6", "UPDATE stock SET reserved = -1",
                "UPDATE allocations SET shipped = 5", "UPDATE allocations SET shipped = 2, released = 3",
            ] {
                let error = await #expect(throws: PostgresError.self) { try await warehouse.database.run(attempt) }
                #expect(error?.isCheckViolation == true)
            }
        }
    }

    @Test("INV-10 pages from the newest to the oldest, each movement once")
    func pages() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            for quantity in 1...5 { try await warehouse.receive(quantity, of: .tea, at: .shanghai) }

            var deltas: [Int] = []
            var path = "/v1/movements?locationId=wh-shanghai&limit=2"
            while true {
                let page = try await warehouse.service.send(.get, path, as: .role(.warehouse))
                try page.require(200)
                for index in 0..<2 { deltas += page["items/\(index)/delta"].flatMap { Int($0) }.map { [$0] } ?? [] }
                guard let next = page["next"] else { break }
                path = "/v1/movements?locationId=wh-shanghai&limit=2&cursor=\(next)"
            }

            #expect(deltas == [5, 4, 3, 2, 1])
        }
    }

    @Test("a correction is booked with its reason, all lines or none, and never below what is promised")
    func adjustment() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            try await warehouse.receive(5, of: .cup, at: .shanghai)
            try await warehouse.reserve([.line(1, 4)], for: OrderID()).require(201)

            let refused = try await warehouse.adjust([(.cup, -1), (.tea, -2)])
            let booked = try await warehouse.adjust([(.cup, -1), (.tea, -1)])

            #expect((refused.status, refused.problemType) == (409, "/problems/stock-below-reserved"))
            #expect(booked.status == 201)
            #expect(try await warehouse.level(.tea) == (4, 4))
            #expect(try await warehouse.level(.cup) == (4, 0))
        }
    }

    @Test("a receipt sent again under its key is booked once")
    func receiptTwice() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            let body = #"{"locationId": "wh-shanghai", "lines": [{"sku": "TEA-250", "quantity": 5}]}"#

            var answers: [HTTPAnswer] = []
            for _ in 1...2 {
                answers.append(
                    try await warehouse.service.send(
                        .post,
                        "/v1/receipts",
                        as: .role(.warehouse),
                        body: body,
                        headers: [("Idempotency-Key", "ASN-1")]
                    )
                )
            }

            #expect(answers.map(\.status) == [201, 201])
            #expect(answers[0].text == answers[1].text)
            #expect(try await warehouse.level(.tea) == (5, 0))
        }
    }
}

extension Warehouse {
    func adjust(_ lines: [(sku: SKU, delta: Int)]) async throws -> HTTPAnswer {
        let lines = lines.map { #"{"sku": "\#($0.sku)", "delta": \#($0.delta)}"# }.joined(separator: ",")
        return try await service.send(
            .post,
            "/v1/adjustments",
            as: .role(.warehouse),
            body: #"{"locationId": "wh-shanghai", "lines": [\#(lines)], "reason": "stock-take"}"#
        )
    }
}
