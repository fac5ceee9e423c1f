public import JSON

/// What other services show or calculate with of a product.
public struct ProductChanged: EventPayload, Hashable {
    public static let type = "product.changed"

    public let productID: ProductID
    public let skus: [SKU]
    public let title: LocalizedText
    public let taxClass: String
    public let status: String

    public init(
        productID: ProductID,
        skus: [SKU],
        title: LocalizedText,
        taxClass: String,
        status: String
    ) {
        self.productID = productID
        self.skus = skus
        self.title = title
        self.taxClass = taxClass
        self.status = status
    }

    public var subject: String { productID.description }
}

extension ProductChanged {
    public init?(json: JSONNode) {
        let productID: ProductID? = json.required("productId")
        let skus: [SKU]? = json.required("skus")
        let title: LocalizedText? = json.required("title")
        let taxClass = json.text("taxClass", length: 1...40)
        let status = json.text("status", length: 1...40)
        guard let productID, let skus, let title, let taxClass, let status else { return nil }
        self.init(
            productID: productID,
            skus: skus,
            title: title,
            taxClass: taxClass,
            status: status
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("productId", productID)
            json.field("skus", skus)
            json.field("title", title)
            json.field("taxClass", taxClass)
            json.field("status", status)
        }
    }
}
