import TestSupport

/// What the model shop keeps: its stock, its events and its provider's journal.
struct ModelState {
    var available = 0
    var reserved = 0
    var gone = 0
    var couponsLeft = 0
    var charges: [String: ShopFacts.Charge] = [:]
    var refundsDue: [String: Int64] = [:]

    private(set) var said: [ShopFacts.News] = []
    private(set) var heard: [ShopFacts.News] = []
    private var uncommitted: [ShopFacts.News] = []
    private var marked: Set<ShopFacts.News> = []
    private var positions = 0
    private var cursor = 0

    /// Whether everything that was said has been heard, as far as the shop itself can know.
    var isTold: Bool { uncommitted.isEmpty && said.allSatisfy { marked.contains($0) || $0.position <= cursor } }

    /// Numbers are drawn now and commit later.
    mutating func begin(_ order: String) {
        positions += 1
        uncommitted.append(
            ShopFacts.News(hearer: "logistics", id: "placed \(order)", subject: order, position: positions)
        )
    }

    mutating func commit(_ order: String) {
        guard let index = uncommitted.firstIndex(where: { $0.subject == order }) else { return }
        said.append(uncommitted.remove(at: index))
    }

    /// The relay reads what was not told yet, and the hearer applies it.
    mutating func tell(_ bug: ModelShopBug?, _ random: inout SeededGenerator) {
        if bug == .relayByCursor {
            for news in said.sorted(by: { $0.position < $1.position }) where news.position > cursor {
                hear(news)
                cursor = news.position
            }
            return
        }
        guard let news = random.pick(said.filter { !marked.contains($0) }) else { return }
        let crashes = random.chance(oneIn: 5)
        if bug == .inboxMarkOutsideTransaction && crashes { return _ = marked.insert(news) }
        if !crashes { hear(news) }
    }

    private mutating func hear(_ news: ShopFacts.News) {
        if marked.insert(news).inserted { heard.append(news) }
    }
}
