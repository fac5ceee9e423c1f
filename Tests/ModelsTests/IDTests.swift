import JSON
import Models
import Testing

@Suite("An id")
struct IDTests {
    @Test("is a UUIDv7 of this moment")
    func isVersion7() {
        let before = Timestamp.now.microseconds / 1_000

        let id = OrderID()

        #expect(id.uuid.version == 7)
        #expect(id.uuid.low >> 62 == 0b10)
        #expect(Int64(id.uuid.high >> 16) >= before)
        #expect(Int64(id.uuid.high >> 16) <= Timestamp.now.microseconds / 1_000 + 1_000)
    }

    @Test("is greater than every earlier one, and so is its text")
    func rises() {
        let ids = (0..<10_000).map { _ in OrderID() }

        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 && $0.description < $1.description })
    }

    @Test("is never given twice, however many ask at once")
    func isUnique() async {
        let ids = await withTaskGroup(of: [PaymentID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<2_000).map { _ in PaymentID() } } }
            return await group.reduce(into: Set<PaymentID>()) { $0.formUnion($1) }
        }

        #expect(ids.count == 16_000)
    }

    @Test("comes back from its text and its bytes")
    func roundTrips() throws {
        let id = OrderID()

        #expect(OrderID(id.description) == id)
        #expect(OrderID(id.description.uppercased()) == id)
        #expect(UUIDValue(bytes: id.uuid.bytes) == id.uuid)
        #expect(try JSON.decode(OrderID.self, from: JSON.encode(id)) == id)
        #expect(UUIDValue("00112233-4455-6677-8899-aabbccddeeff")?.bytes == (0..<16).map { $0 * 0x11 })
    }

    @Test(
        "refuses other texts",
        arguments: [
            "", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef",
            "00112233-4455-6677-8899-aabbccddeefg", "{0112233-4455-6677-8899-aabbccddeef}",
            "00112233-4455-6677-8899-aabbccddeeff ", "001122334-455-6677-8899-aabbccddeeff",
        ]
    )
    func refuses(text: String) {
        #expect(OrderID(text) == nil)
    }
}
