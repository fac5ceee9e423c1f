import Testing

@testable import ServiceKit

@Suite("What answers are kept on")
struct AnswerShelvesTests {
    private func answer(bytes: Int) -> KeptAnswers.Answer {
        KeptAnswers.Answer(ServiceResponse(status: .ok, body: Array(repeating: 7, count: bytes)))
    }

    @Test("gives an answer of the same edition alone")
    func editions() {
        var shelves = AnswerShelves(bytesMax: 100_000)
        shelves.put(answer(bytes: 10), at: "/a", edition: "1")

        #expect(shelves.find("/a", edition: "1") != nil)
        #expect(shelves.find("/a", edition: "2") == nil)
        #expect(shelves.find("/b", edition: "1") == nil)
    }

    @Test("keeps what is asked for, forgets what is not, and stays within its bound")
    func forgets() {
        let bytesMax = 100_000
        var shelves = AnswerShelves(bytesMax: bytesMax)
        shelves.put(answer(bytes: 500), at: "/often", edition: "1")
        for number in 0..<10_000 {
            shelves.put(answer(bytes: 500), at: "/once/\(number)", edition: "1")
            #expect(shelves.find("/often", edition: "1") != nil)
            #expect(shelves.bytes <= bytesMax)
        }
        #expect(shelves.find("/once/0", edition: "1") == nil)
        #expect(shelves.find("/once/9999", edition: "1") != nil)
    }

    @Test("takes an answer again without counting it twice, and none that would fill it alone")
    func counts() {
        var shelves = AnswerShelves(bytesMax: 100_000)
        for _ in 0..<1_000 { shelves.put(answer(bytes: 1_000), at: "/a", edition: "1") }
        #expect(shelves.bytes < 2_000)

        shelves.put(answer(bytes: 50_000), at: "/huge", edition: "1")
        #expect(shelves.find("/huge", edition: "1") == nil)
    }
}
