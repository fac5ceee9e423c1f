import Models
import Postgres
import ServiceKit

/// Every path this service answers, in one place.
struct CatalogRoutes: Sendable {
    let database: Database
    let channels: ChannelRepository
    let categories: CategoryRepository
    let products: ProductRepository
    let prices: PriceRepository
    let listings: ListingRepository
    let imports: ImportRepository
    /// The pages that shoppers look at all day.
    let kept: KeptAnswers

    init(_ environment: ServiceEnvironment) throws {
        let outbox = environment.outbox
        database = environment.database
        channels = ChannelRepository(database: database, outbox: outbox)
        categories = CategoryRepository(database: database)
        products = ProductRepository(database: database, outbox: outbox)
        prices = PriceRepository(database: database, outbox: outbox)
        listings = ListingRepository(database: database)
        imports = ImportRepository(database: database, outbox: outbox, prices: prices)
        kept = KeptAnswers(
            of: SharedQuery(database, "SELECT edition FROM catalogue_edition"),
            mebibytes: try environment.configuration.int("catalog.kept.mib", default: 32, atLeast: 0),
            metrics: environment.metrics
        )
    }

    var endpoints: [Endpoint] {
        channelEndpoints + productEndpoints + priceEndpoints + listingEndpoints + importEndpoints
    }

    /// Administrators pass every check of roles.
    private static let merchandisers = Access.roles([.merchandiser])
    private static let merchants = Access.roles([.merchandiser, .seller])

    private var channelEndpoints: [Endpoint] {
        [
            .get("/v1/channels", .open, listChannels),
            .post("/v1/channels", Self.merchandisers, createChannel),
            .get("/v1/channels/{id}", .open, showChannel),
            .patch("/v1/channels/{id}", Self.merchandisers, changeChannel),
        ]
    }

    private var productEndpoints: [Endpoint] {
        [
            .get("/v1/categories", .open, listCategories),
            .post("/v1/categories", Self.merchandisers, createCategory),
            .get("/v1/products", .open, listProducts),
            .post("/v1/products", Self.merchants, createProduct),
            .get("/v1/products/{id}", .open, showProduct),
            .patch("/v1/products/{id}", Self.merchants, changeProduct),
            .post("/v1/products/{id}/variants", Self.merchants, addVariant),
            .get("/v1/variants/{sku}", .open, showVariant),
        ]
    }

    private var priceEndpoints: [Endpoint] {
        [
            .get("/v1/price-lists", .open, listPriceLists),
            .post("/v1/price-lists", Self.merchants, createPriceList),
            .get("/v1/price-lists/{id}", .open, showPriceList),
            .get("/v1/price-lists/{id}/prices", .open, listPrices),
            .put("/v1/price-lists/{id}/prices", Self.merchants, setPrices),
            .delete("/v1/price-lists/{id}/prices/{sku}", Self.merchants, removePrice),
            .get("/v1/prices/{sku}", .open, showPrice),
        ]
    }

    private var listingEndpoints: [Endpoint] {
        [
            .get("/v1/listings/{channelId}", .open, listListings),
            .get("/v1/listings/{channelId}/{productId}", .open, showListing),
            .put("/v1/listings/{channelId}/{productId}", Self.merchants, publishListing),
            .delete("/v1/listings/{channelId}/{productId}", Self.merchants, withdrawListing),
        ]
    }

    private var importEndpoints: [Endpoint] {
        [
            .upload("/v1/imports/shopify", Self.merchants, bodyLimitBytes: 512 << 20, importShopify),
            .upload("/v1/imports/complete-journey", Self.merchants, bodyLimitBytes: 512 << 20, importCompleteJourney),
            .get("/v1/imports/{id}", Self.merchants, showImport),
            .get("/v1/imports/{id}/errors", Self.merchants, listImportErrors),
        ]
    }
}
