import TestSupport
import Testing

@testable import CatalogService

@Suite("CAT-08 Words to search by")
struct SearchWordsTests {
    @Test(
        "CAT-08 Latin words are folded and lose an English plural",
        arguments: [
            ("Blue Shirts", ["blue", "shirt"]), ("DRESSES, Berries", ["dress", "berry"]),
            ("Crème Brûlée", ["creme", "brulee"]),
            ("glass gas bus boxes", ["glass", "gas", "bus", "box"]), ("ＡＢＣ１２", ["abc12"]), ("men's", ["men"]),
        ]
    )
    func latin(text: String, words: [String]) {
        #expect(SearchWords.indexed(text) == words)
    }

    @Test("CAT-08 ASCII is cut by its bytes as any text is by its signs", arguments: 0..<200 as Range<UInt64>)
    func plain(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let signs = Array(" aabcesxyz019'-_.&<\t\n\\\"")
        let text = String((0..<40).map { _ in signs.randomElement(using: &random) ?? " " })

        #expect(SearchWords.plainRuns(of: text) == SearchWords.mixedRuns(of: text), "\(text)")
    }

    @Test("CAT-08 Chinese is cut into signs and overlapping pairs, also beside Latin")
    func chinese() {
        #expect(SearchWords.indexed("蓝色衬衫XL") == ["蓝", "色", "衬", "衫", "蓝色", "色衬", "衬衫", "xl"])
        #expect(SearchWords.indexed("茶") == ["茶"])
    }

    @Test("CAT-08 a query asks for every word, the last one as a beginning")
    func queries() {
        #expect(SearchQuery("Blue shi")?.literal == "'blue' & 'shi':*")
        #expect(SearchQuery("蓝色衬衫")?.literal == "'蓝色' & '色衬' & '衬衫'")
        #expect(SearchQuery("茶 pot")?.literal == "'茶' & 'pot':*")
        #expect(SearchQuery(" !?&|") == nil)
    }

    @Test("CAT-08 a quote that a letter takes along stays inside its word", arguments: ["'", "\\"])
    func quoteBehindLetter(sign: String) {
        #expect(SearchQuery("\u{0D4E}\(sign) tea")?.literal == "'\u{0D4E}\(sign)\(sign)' & 'tea':*")
    }

    @Test("CAT-08 a document keeps place and weight of each word")
    func documents() {
        var document = SearchDocument()
        document.add("Tea pot", .title)
        document.add("pot", .text)

        #expect(document.literal == "'tea':1A 'pot':2A 'pot':3D")
    }
}
