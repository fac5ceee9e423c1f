import JSON

/// What a web shop sends to buy one of each, delivered and paid by card.
enum CheckoutBody {
    static func json(channel: String, skus: [String], country: String, paymentToken: String) -> [UInt8] {
        JSON.encode(
            Object { json in
                json.field("channelId", channel)
                json.field(
                    "lines",
                    array: { json in
                        for sku in skus {
                            json.element(
                                Object { json in
                                    json.field("sku", sku)
                                    json.field("quantity", 1)
                                }
                            )
                        }
                    }
                )
                json.field(
                    "delivery",
                    object: { json in
                        json.field("method", "ship")
                        json.field(
                            "address",
                            object: { json in
                                json.field("name", "王芳")
                                json.field("lines", ["中山路 1 号"])
                                json.field("city", "上海")
                                json.field("postalCode", "200001")
                                json.field("country", country)
                            }
                        )
                    }
                )
                json.field(
                    "payment",
                    object: { json in
                        json.field("method", "card")
                        json.field("token", paymentToken)
                    }
                )
            }
        )
    }
}
