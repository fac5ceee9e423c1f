/// The goods of the demo shop: tea, what goes with it, and what people give each other. Made up for this purpose.
///
/// One line a product: base of its SKUs | category | Chinese | English | price in fen | options, if it has variants
/// (`Name: value, value; Name: …`). Euro and dollar prices follow from the price in fen.
enum DemoCatalogue {
    struct Product: Sendable {
        let sku: String
        let category: String
        let chinese: String
        let english: String
        let priceFen: Int
        let options: [(name: String, values: [String])]
    }

    static let products: [Product] = table.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|").map { String($0).trimmed }
        guard parts.count >= 5, let price = Int(parts[4]) else { return nil }
        return Product(
            sku: parts[0],
            category: parts[1],
            chinese: parts[2],
            english: parts[3],
            priceFen: price,
            options: parts.count < 6 ? [] : parts[5].split(separator: ";").map(option)
        )
    }

    private static func option(_ text: Substring) -> (name: String, values: [String]) {
        let halves = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
        return (halves[0], halves[1].split(separator: ",").map { String($0).trimmed })
    }

    static let categories: [(id: String, parent: String?, chinese: String, english: String)] = [
        ("tea", nil, "茶叶", "Tea"),
        ("tea.green", "tea", "绿茶", "Green tea"),
        ("tea.oolong", "tea", "乌龙茶", "Oolong"),
        ("tea.black", "tea", "红茶", "Black tea"),
        ("tea.dark", "tea", "黑茶", "Dark tea"),
        ("tea.herbal", "tea", "花草茶", "Herbal tea"),
        ("ware", nil, "茶具", "Tea ware"),
        ("food", nil, "茶点", "Food with tea"),
        ("home", nil, "家居", "Home"),
        ("clothing", nil, "服饰", "Clothing"),
    ]

    private static let table = """
        LONGJING   | tea.green  | 西湖龙井            | West Lake Longjing           | 16800 | Weight: 50g, 100g, 250g
        BILUOCHUN  | tea.green  | 洞庭碧螺春          | Dongting Biluochun           | 15800 | Weight: 50g, 100g
        MAOFENG    | tea.green  | 黄山毛峰            | Huangshan Maofeng            | 9800  | Weight: 50g, 100g
        SENCHA     | tea.green  | 日式煎茶            | Sencha                       | 8800  | Weight: 50g, 100g
        GUNPOWDER  | tea.green  | 平水珠茶            | Gunpowder green tea          | 4800  | Weight: 100g, 250g
        MATCHA     | tea.green  | 抹茶粉              | Matcha powder                | 7900
        TIEGUANYIN | tea.oolong | 安溪铁观音          | Anxi Tieguanyin              | 12800 | Weight: 50g, 100g, 250g
        DAHONGPAO  | tea.oolong | 武夷大红袍          | Wuyi Da Hong Pao             | 19800 | Weight: 50g, 100g
        DONGDING   | tea.oolong | 冻顶乌龙            | Dong Ding oolong             | 14800 | Weight: 50g, 100g
        MILKOOLONG | tea.oolong | 金萱奶香乌龙        | Jin Xuan milk oolong         | 9900  | Weight: 50g, 100g
        DANCONG    | tea.oolong | 凤凰单丛            | Phoenix Dan Cong             | 17800 | Weight: 50g, 100g
        KEEMUN     | tea.black  | 祁门红茶            | Keemun black tea             | 11800 | Weight: 50g, 100g, 250g
        LAPSANG    | tea.black  | 正山小种            | Lapsang Souchong             | 10800 | Weight: 50g, 100g
        DIANHONG   | tea.black  | 滇红金针            | Yunnan golden needles        | 9800  | Weight: 50g, 100g
        ASSAM      | tea.black  | 阿萨姆红茶          | Assam black tea              | 5800  | Weight: 100g, 250g
        EARLGREY   | tea.black  | 伯爵红茶            | Earl Grey                    | 6200  | Weight: 100g, 250g
        BREAKFAST  | tea.black  | 英式早餐茶          | English breakfast tea        | 5600  | Weight: 100g, 250g
        PUERRAW    | tea.dark   | 普洱生茶饼          | Raw Pu'er cake               | 23800
        PUERRIPE   | tea.dark   | 普洱熟茶饼          | Ripe Pu'er cake              | 21800
        LIUBAO     | tea.dark   | 六堡茶              | Liu Bao dark tea             | 13800
        CHRYSANTH  | tea.herbal | 杭白菊              | Chrysanthemum flowers        | 4600
        ROSEBUDS   | tea.herbal | 平阴玫瑰            | Pingyin rose buds            | 5200
        JASMINE    | tea.herbal | 茉莉花茶            | Jasmine tea                  | 6800  | Weight: 50g, 100g, 250g
        OSMANTHUS  | tea.herbal | 桂花干              | Dried osmanthus              | 4200
        BARLEY     | tea.herbal | 大麦茶              | Roasted barley tea           | 2600
        MINT       | tea.herbal | 薄荷叶              | Peppermint leaves            | 3200
        CHAMOMILE  | tea.herbal | 洋甘菊              | Chamomile flowers            | 3600
        GAIWAN     | ware       | 白瓷盖碗            | White porcelain gaiwan       | 8800  | Size: 100ml, 150ml
        YIXINGPOT  | ware       | 宜兴紫砂壶          | Yixing clay tea pot          | 45800
        GLASSPOT   | ware       | 耐热玻璃壶          | Heat-proof glass pot         | 9900  | Size: 600ml, 900ml
        IRONPOT    | ware       | 铸铁壶              | Cast iron tea pot            | 32800
        CUPCELADON | ware       | 青瓷茶杯            | Celadon tea cup              | 3800  | Colour: jade, sky
        CUPWHITE   | ware       | 白瓷茶杯            | White porcelain cup          | 2800
        MUGTRAVEL  | ware       | 保温随行杯          | Insulated travel mug         | 12900 | Colour: black, white, red
        PITCHER    | ware       | 公道杯              | Fairness pitcher             | 5600
        TEATRAY    | ware       | 竹制茶盘            | Bamboo tea tray              | 16800
        STRAINER   | ware       | 不锈钢滤网          | Steel strainer               | 1900
        WHISK      | ware       | 竹制茶筅            | Bamboo matcha whisk          | 6600
        SCALE      | ware       | 电子茶秤            | Digital tea scale            | 7900
        CADDY      | ware       | 锡制茶叶罐          | Tin tea caddy                | 13800 | Size: small, large
        KETTLE     | ware       | 温控电水壶          | Kettle with temperature dial | 29900
        MOONCAKE   | food       | 莲蓉月饼礼盒        | Lotus seed moon cakes        | 16800
        PINEAPPLE  | food       | 凤梨酥              | Pineapple cakes              | 6800  | Pieces: 6, 12
        SESAME     | food       | 黑芝麻糖            | Black sesame brittle         | 2900
        WALNUT     | food       | 琥珀核桃            | Candied walnuts              | 3900
        DATES      | food       | 新疆红枣            | Xinjiang red dates           | 3600
        HONEY      | food       | 洋槐蜂蜜            | Acacia honey                 | 5800
        SHORTBREAD | food       | 黄油酥饼            | Butter shortbread            | 4500
        CHOCOLATE  | food       | 抹茶巧克力          | Matcha chocolate             | 5900
        ROCKSUGAR  | food       | 黄冰糖              | Yellow rock sugar            | 1800
        INCENSE    | home       | 沉香线香            | Agarwood incense             | 8600
        CANDLE     | home       | 茶香蜡烛            | Tea-scented candle           | 9600
        VASE       | home       | 粗陶花瓶            | Stoneware vase               | 14800
        LINEN      | home       | 亚麻茶巾            | Linen tea towel              | 3400  | Colour: indigo, natural
        CUSHION    | home       | 棉麻坐垫            | Cotton floor cushion         | 11800 | Colour: grey, ochre
        SCROLL     | home       | 山水挂轴            | Landscape hanging scroll     | 26800
        CLOCK      | home       | 竹制挂钟            | Bamboo wall clock            | 15800
        APRON      | clothing   | 亚麻围裙            | Linen apron                  | 12800 | Colour: indigo, natural
        TEESHIRT   | clothing   | 纯棉 T 恤           | Cotton T-shirt               | 8900  | Size: S, M, L, XL; Colour: white, green
        SCARF      | clothing   | 真丝围巾            | Silk scarf                   | 23800 | Colour: jade, plum
        SLIPPERS   | clothing   | 棉布拖鞋            | Cotton slippers              | 6900  | Size: 38, 40, 42
        ROBE       | clothing   | 棉麻茶服            | Cotton tea robe              | 32800 | Size: M, L
        TOTE       | clothing   | 帆布袋              | Canvas tote bag              | 4900
        SOCKS      | clothing   | 羊毛袜              | Wool socks                   | 4200  | Size: 36-39, 40-43
        """
}
