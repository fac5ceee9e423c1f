/// Where and how the demo shop sells: channels of every kind, stores and warehouses, offers and customers.
enum DemoShop {
    struct Channel: Sendable {
        let id: String
        let name: String
        let type: String
        let currency: String
        let locale: String
        let timeZone: String
        let country: String
    }

    static let channels = [
        Channel("web-cn", "网上商城", "web", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("app", "手机应用", "app", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("mini", "小程序", "miniProgram", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("bazaar", "集市旗舰店", "marketplace", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("friends", "朋友小店", "social", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("live", "直播间", "live", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("till-shanghai", "上海门店收银", "store", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("till-berlin", "Laden Berlin", "store", "EUR", "de-DE", "Europe/Berlin", "DE"),
        Channel("kiosk", "机场自助机", "kiosk", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("vending", "地铁售货机", "vending", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
        Channel("web-de", "Web shop Europe", "web", "EUR", "en-DE", "Europe/Berlin", "DE"),
        Channel("partner", "Hotel partner", "partner", "EUR", "en-DE", "Europe/Berlin", "DE"),
        Channel("cross-us", "Cross-border US", "crossBorder", "USD", "en-US", "America/New_York", "US"),
        Channel("voice", "智能音箱", "voice", "CNY", "zh-CN", "Asia/Shanghai", "CN"),
    ]

    struct Location: Sendable {
        let id: String
        let name: String
        let type: String
        let country: String
        let timeZone: String
        /// Lower is asked first when an order looks for its goods.
        let priority: Int
        /// Units of each variant at the start.
        let units: Int
    }

    static let locations = [
        Location("wh-shanghai", "上海总仓", "warehouse", "CN", "Asia/Shanghai", 10, 400),
        Location("wh-chengdu", "成都分仓", "warehouse", "CN", "Asia/Shanghai", 20, 200),
        Location("wh-hamburg", "Lager Hamburg", "warehouse", "DE", "Europe/Berlin", 30, 150),
        Location("3pl-shenzhen", "深圳云仓", "thirdParty", "CN", "Asia/Shanghai", 40, 120),
        Location("overseas-nj", "New Jersey", "overseas", "US", "America/New_York", 50, 80),
        Location("store-shanghai", "上海南京路店", "store", "CN", "Asia/Shanghai", 60, 30),
        Location("store-beijing", "北京三里屯店", "store", "CN", "Asia/Shanghai", 61, 30),
        Location("store-guangzhou", "广州天河店", "store", "CN", "Asia/Shanghai", 62, 30),
        Location("store-berlin", "Berlin Mitte", "store", "DE", "Europe/Berlin", 63, 30),
        Location("vending-metro", "人民广场售货机", "vending", "CN", "Asia/Shanghai", 90, 5),
        Location("pickup-lujiazui", "陆家嘴自提点", "pickupPoint", "CN", "Asia/Shanghai", 91, 10),
        Location("pickup-berlin", "Abholpunkt Berlin", "pickupPoint", "DE", "Europe/Berlin", 92, 10),
    ]

    /// Sells in this currency at the price in fen times this, rounded up to a price that ends in 9.
    static let currencies: [(code: String, minorPerFen: Double, listName: String)] = [
        ("CNY", 1, "人民币价目"), ("EUR", 0.16, "Euro prices"), ("USD", 0.18, "US dollar prices"),
    ]

    /// Larger packs of tea cost more, other variants the same.
    static func price(of product: DemoCatalogue.Product, variant index: Int, minorPerFen: Double) -> Int {
        let tenths = product.options.first?.name == "Weight" ? 10 + 8 * index : 10
        return Int(Double(product.priceFen * tenths / 10) * minorPerFen) / 10 * 10 + 9
    }

    static let taxes: [(country: String, name: String, basisPoints: Int)] = [
        ("CN", "增值税", 1300), ("DE", "Mehrwertsteuer", 1900), ("US", "Sales tax", 0), ("JP", "消費税", 1000),
    ]

    static let customers: [(name: String, locale: String, identities: [(channel: String, id: String)])] = [
        ("王芳", "zh-CN", [("app", "wang.fang"), ("web-cn", "wang.fang"), ("till-shanghai", "card-1001")]),
        ("李娜", "zh-CN", [("app", "li.na"), ("mini", "li.na")]),
        ("张伟", "zh-CN", [("web-cn", "zhang.wei"), ("bazaar", "zw-8812")]),
        ("刘洋", "zh-CN", [("mini", "liu.yang"), ("friends", "liu.yang")]),
        ("陈静", "zh-CN", [("live", "chen.jing"), ("app", "chen.jing")]),
        ("杨帆", "zh-CN", [("voice", "yang.fan"), ("app", "yang.fan")]),
        ("Anna Schmidt", "de-DE", [("web-de", "anna"), ("till-berlin", "card-2001")]),
        ("Jonas Weber", "de-DE", [("web-de", "jonas")]),
        ("Emily Davis", "en-US", [("cross-us", "emily")]),
        ("Noah Miller", "en-US", [("cross-us", "noah")]),
        ("赵磊", "zh-CN", [("till-shanghai", "card-1002"), ("kiosk", "zhao.lei")]),
        ("孙丽", "zh-CN", [("web-cn", "sun.li")]),
    ]
}

extension DemoShop.Channel {
    fileprivate init(
        _ id: String,
        _ name: String,
        _ type: String,
        _ currency: String,
        _ locale: String,
        _ timeZone: String,
        _ country: String
    ) {
        self.init(
            id: id,
            name: name,
            type: type,
            currency: currency,
            locale: locale,
            timeZone: timeZone,
            country: country
        )
    }
}

extension DemoShop.Location {
    fileprivate init(
        _ id: String,
        _ name: String,
        _ type: String,
        _ country: String,
        _ timeZone: String,
        _ priority: Int,
        _ units: Int
    ) {
        self.init(
            id: id,
            name: name,
            type: type,
            country: country,
            timeZone: timeZone,
            priority: priority,
            units: units
        )
    }
}
