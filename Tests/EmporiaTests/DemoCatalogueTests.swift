import Models
import Testing

@testable import EmporiaCommand

@Suite("The demo shop")
struct DemoCatalogueTests {
    @Test("CAT-01 has at least sixty products, each with a name in Chinese and in English, a price and a category")
    func products() {
        let categories = Set(DemoCatalogue.categories.map(\.id))

        #expect(DemoCatalogue.products.count >= 60)
        for product in DemoCatalogue.products {
            #expect(product.chinese.unicodeScalars.contains { $0.properties.isIdeographic }, "\(product.sku)")
            #expect(product.english.unicodeScalars.contains { $0.properties.isAlphabetic }, "\(product.sku)")
            #expect(!product.english.unicodeScalars.contains { $0.properties.isIdeographic }, "\(product.sku)")
            #expect(product.priceFen > 0, "\(product.sku)")
            #expect(categories.contains(product.category), "\(product.sku)")
            #expect(SKU(product.sku) != nil, "\(product.sku)")
        }
    }

    @Test("names no product twice")
    func unique() {
        let products = DemoCatalogue.products

        #expect(Set(products.map(\.sku)).count == products.count)
        #expect(Set(products.map(\.english)).count == products.count)
        #expect(Set(products.map(\.chinese)).count == products.count)
    }

    @Test("CAT-02 sells in at least eight kinds of channel")
    func channels() {
        let channels = DemoShop.channels

        #expect(Set(channels.map(\.type)).count >= 8)
        #expect(Set(channels.map(\.id)).count == channels.count)
        for channel in channels {
            #expect(ChannelType(rawValue: channel.type) != nil, "\(channel.type)")
            #expect(Currency(channel.currency) != nil, "\(channel.currency)")
        }
    }

    @Test("INV-01 keeps its goods in twelve locations")
    func locations() {
        #expect(Set(DemoShop.locations.map(\.id)).count == 12)
    }

    @Test("CAT-14 has a price in every currency it sells in")
    func currencies() {
        let priced = Set(DemoShop.currencies.map(\.code))

        #expect(Set(DemoShop.channels.map(\.currency)).isSubset(of: priced))
    }

    @Test("charges more for larger packs, and never nothing")
    func prices() {
        for product in DemoCatalogue.products {
            for currency in DemoShop.currencies {
                let small = DemoShop.price(of: product, variant: 0, minorPerFen: currency.minorPerFen)
                let large = DemoShop.price(of: product, variant: 2, minorPerFen: currency.minorPerFen)

                #expect(small > 0, "\(product.sku)")
                #expect(large >= small, "\(product.sku)")
            }
        }
    }
}
