import Models
import Testing

@testable import CatalogService

@Suite("CAT-02 Names and texts of the catalogue")
struct TextTests {
    @Test("CAT-22 markup is dropped, entities are read once")
    func html() {
        #expect("<p>Clay&nbsp;pot</p><script>x</script>".plainTextOfHTML == "Clay pot x")
        #expect("&amp;lt;b&amp;gt;".plainTextOfHTML == "&lt;b&gt;")
    }

    @Test(
        "CAT-22 slugs keep letters of every script",
        arguments: [
            ("Crème, 22 LB", "creme-22-lb"), ("蓝色 XL", "蓝色-xl"), ("—", ""), ("Straße", "strasse"),
        ]
    )
    func slugs(text: String, slug: String) {
        #expect(text.slug == slug)
    }

    @Test("CAT-04 category names without Latin letters still make different ids")
    func categoryIDs() {
        #expect(CategoryID(path: ["Home & Garden", "Pots"])?.value == "home-garden.pots")
        #expect(CategoryID(path: ["食品"]) != CategoryID(path: ["服装"]))
        #expect(CategoryID("Bad Id") == nil)
    }
}
