import JSON
import Models

/// A product in a channel's language, with the channel's prices.
struct ListingView: JSONWritable {
    let listing: Listing
    let channel: Channel
    let prices: [SKU: Money]

    func write(to json: inout JSONWriter) {
        let product = listing.product
        json.object { json in
            json.field("channelId", channel.id)
            json.field("productId", product.id)
            json.field("title", product.title.best(for: channel.locale))
            json.field("description", product.description?.best(for: channel.locale))
            json.field("brand", product.brand)
            json.field("categoryId", product.categoryID)
            json.field("options", product.options)
            json.field("images", product.images)
            json.field("variants", product.variants.map(view))
            json.field("publishedAt", listing.publishedAt)
        }
    }

    private func view(_ variant: Variant) -> VariantView {
        VariantView(variant: variant, options: listing.product.options, price: prices[variant.sku])
    }
}
