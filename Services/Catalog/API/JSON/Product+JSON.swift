import JSON
import Models

extension ProductStatus: JSONConvertible {}

extension Product: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("sellerId", sellerID)
            json.field("title", title)
            json.field("description", description)
            json.field("status", status)
            json.field("taxClass", taxClass)
            json.field("categoryId", categoryID)
            json.field("brand", brand)
            json.field("tags", tags)
            json.field("attributes", AttributeMap(attributes))
            json.field("images", images)
            json.field("options", options)
            json.field("variants", variants.map { VariantView(variant: $0, options: options) })
            json.field("createdAt", createdAt)
            json.field("changedAt", changedAt)
        }
    }
}

/// A variant as everyone reads it: its choices by the options' names.
struct VariantView: JSONWritable {
    let variant: Variant
    let options: [ProductOption]
    var price: Money?

    func write(to json: inout JSONWriter) {
        json.object { json in writeFields(to: &json) }
    }

    func writeFields(to json: inout JSONWriter) {
        json.field("sku", variant.sku)
        json.field(
            "choices",
            object: { json in
                for (option, value) in zip(options, variant.choices) { json.field(dynamic: option.name, value) }
            }
        )
        json.field("barcode", variant.barcode)
        json.field("weightGrams", variant.weightGrams)
        json.field("price", price)
    }
}

private struct ChoiceMap: JSONWritable {
    let options: [ProductOption]
    let choices: [String]

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (option, value) in zip(options, choices) { json.field(dynamic: option.name, value) }
        }
    }
}

extension ProductOption: JSONConvertible {
    init?(json: JSONNode) {
        let name = json.text("name", length: 1...120)
        let values: [String]? = json.required("values", count: 1...100)
        guard let name, let values else { return nil }
        guard values.allSatisfy({ (1...120).contains($0.unicodeScalars.count) }) else {
            json.fail("values", "must have 1 to 120 characters each")
            return nil
        }
        self.init(name: name, values: values)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("values", values)
        }
    }
}

extension ProductImage: JSONConvertible {
    init?(json: JSONNode) {
        let url = json.text("url", length: 1...2_000)
        let alt = json.optionalText("alt", length: 1...500)
        guard let url else { return nil }
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), !url.contains(where: \.isWhitespace) else {
            json.fail("url", "must be an http address")
            return nil
        }
        self.init(url: url, alt: alt)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("url", url)
            json.field("alt", alt)
        }
    }
}

/// Attributes as a JSON object, in their order.
struct AttributeMap: JSONConvertible {
    let attributes: [ProductAttribute]

    init(_ attributes: [ProductAttribute]) {
        self.attributes = attributes
    }

    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object of texts")
            return nil
        }
        let members = json.members
        attributes = members.compactMap { name, value in
            guard let text = value.read(String.self) else { return nil }
            guard (1...120).contains(name.unicodeScalars.count), text.unicodeScalars.count <= 500 else {
                value.fail("must have at most 500 characters, and a name of 1 to 120")
                return nil
            }
            return ProductAttribute(name: name, value: text)
        }
        if members.count > 100 { json.fail("must have at most 100 members") }
        if attributes.count < members.count { return nil }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            for attribute in attributes { json.field(dynamic: attribute.name, attribute.value) }
        }
    }
}
